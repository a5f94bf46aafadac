import type { Report } from "@/lib/connector/connector-event";
import { askAboutToken, deleteSetupToken, presentToken, readSetupToken, sayAccount } from "@/lib/connector/setup-token";
import { t } from "@/lib/connector/texts";

export type SetupQuestion = {
  portal: string;
  dir: string;
  report: Report;
  /** Left out: this printer presents no token. Of several printers only one does: a second key would void it. */
  confirmSetup?: ((question: string) => boolean) | undefined;
};

export type PreparedSetup =
  | {
      ok: true;
      /** The printer has connected: the token is presented for it, deleted, and not sent again. */
      present(printer: { printerId: string; octoKey: string }, signal: AbortSignal): Promise<void>;
    }
  | { ok: false; reason: string };

const WITHOUT = { ok: true, present: async () => undefined } as const;

/**
 * What a setup token adds to a connection: the portal is asked whose it is, which is said before the printer connects.
 * A token that is good for nothing, or that the person does not agree to, is deleted; the printer then shows a code.
 */
export async function prepareSetup(
  { portal, dir, report, confirmSetup }: SetupQuestion,
  signal: AbortSignal,
): Promise<PreparedSetup> {
  const token = confirmSetup && (await readSetupToken(dir));
  if (!token) return WITHOUT;
  const asked = await askAboutToken(portal, token, signal);
  if (!asked.ok && asked.error === "unreachable") return { ok: false, reason: asked.reason };
  const text = asked.ok ? sayAccount(asked.account) : asked.reason;
  report({ event: "setup", state: asked.ok ? "ready" : "failed", text });
  if (!asked.ok || !confirmSetup(t("connector.goOn"))) {
    await deleteSetupToken(dir);
    return WITHOUT;
  }
  return {
    ok: true,
    present: async (printer, signal) => {
      const fault = await presentToken(portal, { token, ...printer }, signal);
      if (signal.aborted) return;
      await deleteSetupToken(dir);
      report({
        event: "setup",
        state: fault === undefined ? "sent" : "failed",
        text: fault ?? t("connector.onPage"),
      });
    },
  };
}

import { setTimeout as sleep } from "node:timers/promises";
import { minutes, now, seconds } from "@/lib/clock";
import { callPrinter } from "@/lib/connector/call-printer";
import type { Report } from "@/lib/connector/connector-event";
import { isOctoPrintKey } from "@/lib/connector/parse-arguments";
import { fields, text } from "@/lib/connector/read-json";
import { t } from "@/lib/connector/texts";

/** What the person sees in OctoPrint, and the key's name there. */
const APP = "App Connection connector";

export type AskTimes = {
  /** Between two looks; OctoPrint drops a question that was not looked at for 5 s. */
  pollMs: number;
  /** For the person to come to OctoPrint. */
  patienceMs: number;
};

export const ASK_TIMES: AskTimes = { pollMs: seconds(2), patienceMs: minutes(5) };

const Asked = fields({ app_token: text((token) => /^[\w-]{1,200}$/.test(token)) });
const Granted = fields({ api_key: text(isOctoPrintKey) });

/**
 * Asks OctoPrint for an API key by its application-keys flow: the person decides in OctoPrint
 * (docs/printer-protocol.md#45-local-authority). Says what it waits for and how it ended.
 * @param printer origin of OctoPrint
 * @returns the key, or undefined when it was refused, not answered, or there is no OctoPrint
 */
export async function askForOctoPrintKey(
  printer: string,
  report: Report,
  signal: AbortSignal,
  { pollMs, patienceMs }: AskTimes = ASK_TIMES,
): Promise<string | undefined> {
  const fail = (reason: string) => {
    if (!signal.aborted)
      report({ event: "octoprint-key", state: "failed", text: `${reason} ${t("connector.octoPrintKey.without")}` });
    return undefined;
  };
  const asked = await callPrinter(printer, {
    path: "/plugin/appkeys/request",
    method: "POST",
    input: { app: APP },
    signal,
  });
  if (!asked.ok) return fail(t("connector.octoPrintKey.unreachable", { printer }));
  const token = Asked.safeParse(asked.body);
  if (asked.status === 429) return fail(t("connector.octoPrintKey.tooOften"));
  if (asked.status !== 201 || !token.success) return fail(t("connector.octoPrintKey.tooOld", { printer }));
  report({
    event: "octoprint-key",
    state: "asking",
    text: t("connector.octoPrintKey.asking", { app: APP, printer }),
  });
  const end = now().getTime() + patienceMs;
  while (!signal.aborted && now().getTime() < end) {
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
    const looked = await callPrinter(printer, { path: `/plugin/appkeys/request/${token.data.app_token}`, signal });
    if (!looked.ok || looked.status === 202) continue;
    const granted = looked.status === 200 ? Granted.safeParse(looked.body) : undefined;
    if (!granted?.success) return fail(t("connector.octoPrintKey.refused"));
    report({
      event: "octoprint-key",
      state: "granted",
      text: t("connector.octoPrintKey.granted"),
    });
    return granted.data.api_key;
  }
  return fail(t("connector.octoPrintKey.unanswered"));
}

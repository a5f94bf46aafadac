import { rm } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { callPortal } from "@/lib/connector/call-portal";
import { readSecret } from "@/lib/connector/private-files";
import { fields, number, text } from "@/lib/connector/read-json";
import { t } from "@/lib/connector/texts";

/*
 * The token of a journey that is open in the owner's browser: the first printer that presents it appears there, where
 * its owner confirms it. It comes in a file of mode 0600, goes to the portal in the body of a call, and is gone after
 * that.
 */

const Good = fields({
  Result: fields({ Account: text((account) => account.length <= 320), ExpiresInSeconds: number() }),
});
const Bad = fields({ Error: text((sentence) => sentence.length <= 500) });

const isToken = (token: string) => /^[\w-]{16,200}$/.test(token);

const fileIn = (dir: string) => path.join(dir, "setup-token");

/** @param dir the connector's @returns undefined when there is none, or what is there cannot be one */
export async function readSetupToken(dir: string): Promise<string | undefined> {
  const token = (await readSecret(fileIn(dir)))?.trim();
  return token !== undefined && isToken(token) ? token : undefined;
}

/** The token was used, or is good for nothing any more. */
export const deleteSetupToken = (dir: string): Promise<void> => rm(fileIn(dir), { force: true });

export type SetupAnswer =
  { ok: true; account: string } | { ok: false; error: "refused" | "unreachable"; reason: string };

/**
 * Asks the portal whose page a token belongs to; it is not used up by that.
 * @returns the account, as much of it as the portal shows
 */
export async function askAboutToken(portal: string, token: string, signal: AbortSignal): Promise<SetupAnswer> {
  const answer = await callPortal(portal, "/api/setup/token", { Token: token }, signal);
  if (!answer.ok)
    return {
      ok: false,
      error: "unreachable",
      reason: answer.error === "unreachable" ? answer.reason : t("connector.portal.none", { portal }),
    };
  const good = answer.status === 200 ? Good.safeParse(answer.body) : undefined;
  if (good?.success) return { ok: true, account: withoutControls(good.data.Result.Account) };
  if (answer.status >= 500)
    return { ok: false, error: "unreachable", reason: t("connector.portal.outOfOrder", { portal }) };
  const said = Bad.safeParse(answer.body);
  const reason = said.success ? sayRefused(said.data.Error) : t("connector.setup.used");
  return { ok: false, error: "refused", reason: `${reason} ${t("connector.setup.copyAgain")}` };
}

// What a portal sends is shown in a terminal, where control characters are commands.
const withoutControls = (said: string) => said.replace(/\p{Cc}/gu, " ");

/** The portal's own sentence, which is English as all of its API is. */
const sayRefused = (said: string) => t("connector.setup.refused", { sentence: withoutControls(said) });

export const sayAccount = (account: string): string => t("connector.setup.account", { account });

/**
 * Presents the token for a printer that has connected and proves itself by its key: it appears on the owner's page.
 * @returns undefined when it did, or could not be asked; else why not, for the person
 */
export async function presentToken(
  portal: string,
  { token, printerId, octoKey }: { token: string; printerId: string; octoKey: string },
  signal: AbortSignal,
): Promise<string | undefined> {
  const input = { Token: token, PrinterId: printerId, OctoKey: octoKey, HostName: hostname() };
  const answer = await callPortal(portal, "/api/setup/present", input, signal);
  if (answer.ok && answer.status === 200) return undefined;
  const said = answer.ok ? Bad.safeParse(answer.body) : undefined;
  return said?.success ? sayRefused(said.data.Error) : t("connector.setup.enterCode");
}

import { setTimeout as sleep } from "node:timers/promises";
import { minutes, now, seconds } from "@/lib/clock";
import { callPrinter } from "@/lib/connector/call-printer";
import type { Report } from "@/lib/connector/connector-event";
import { isOctoPrintKey } from "@/lib/connector/parse-arguments";
import { fields, text } from "@/lib/connector/read-json";

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

const WITHOUT = "Going on without it: apps get no OctoPrint key of their own.";

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
    if (!signal.aborted) report({ event: "octoprint-key", state: "failed", text: `${reason} ${WITHOUT}` });
    return undefined;
  };
  const asked = await callPrinter(printer, {
    path: "/plugin/appkeys/request",
    method: "POST",
    input: { app: APP },
    signal,
  });
  if (!asked.ok) return fail(`${printer} cannot be reached.`);
  const token = Asked.safeParse(asked.body);
  if (asked.status === 429)
    return fail("OctoPrint was asked too often; it takes three questions in ten minutes or so.");
  if (asked.status !== 201 || !token.success)
    return fail(`${printer} takes no question for an API key: is it OctoPrint 1.4.1 or later?`);
  report({
    event: "octoprint-key",
    state: "asking",
    text:
      `OctoPrint asks whether "${APP}" may have an API key: please open ${printer} in a browser, sign ` +
      "in as an administrator and choose Allow.",
  });
  const end = now().getTime() + patienceMs;
  while (!signal.aborted && now().getTime() < end) {
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
    const looked = await callPrinter(printer, { path: `/plugin/appkeys/request/${token.data.app_token}`, signal });
    if (!looked.ok || looked.status === 202) continue;
    const granted = looked.status === 200 ? Granted.safeParse(looked.body) : undefined;
    if (!granted?.success) return fail("OctoPrint was told not to give an API key, or the question ran out.");
    report({
      event: "octoprint-key",
      state: "granted",
      text: "OctoPrint gave an API key. It is kept here and never sent to the portal.",
    });
    return granted.data.api_key;
  }
  return fail("The question in OctoPrint was not answered.");
}

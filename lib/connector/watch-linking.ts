import { setTimeout as sleep } from "node:timers/promises";
import { now, seconds } from "@/lib/clock";
import { callPortal } from "@/lib/connector/call-portal";
import type { Report } from "@/lib/connector/connector-event";
import { fields, flag, number, text } from "@/lib/connector/read-json";

export type LinkingTimes = {
  /** Between two questions while the printer has no owner. */
  unlinkedMs: number;
  /** The same once it has one: it may be removed from the account. */
  linkedMs: number;
};

export const LINKING_TIMES: LinkingTimes = { unlinkedMs: seconds(3), linkedMs: seconds(60) };

/** A new code is asked for this long before the old one ends, so that none dies while it is typed. */
const RENEW_BEFORE_MS = seconds(30);
/** After the portal refused to make a code. */
const CODE_PAUSE_MS = seconds(30);

const Info = fields({ Result: fields({ Name: text().nullish(), HasOwners: flag }) });
const Code = fields({
  Result: fields({
    Code: text((code) => /^[!-~]{1,40}$/.test(code)),
    ValidForSeconds: number((life) => life >= 1 && life <= 86_400),
  }),
});

/** What is known across connections: a code stays good when the connection is lost for a moment. */
export type LinkingState = { linkedName: string | undefined; nextCodeAt: number };

export const newLinkingState = (): LinkingState => ({ linkedName: undefined, nextCodeAt: 0 });

export type LinkingQuestion = {
  portal: string;
  printerId: string;
  octoKey: string;
  times: LinkingTimes;
  report: Report;
};

async function askForCode(question: LinkingQuestion, state: LinkingState, signal: AbortSignal): Promise<void> {
  const { portal, printerId, octoKey, report } = question;
  const answer = await callPortal(
    portal,
    "/api/shortcode/create",
    { Type: 1, PrinterId: printerId, OctoKey: octoKey },
    signal,
  );
  const made = answer.ok && answer.status === 200 ? Code.safeParse(answer.body) : undefined;
  if (!made?.success) {
    state.nextCodeAt = now().getTime() + CODE_PAUSE_MS;
    return;
  }
  const { Code: code, ValidForSeconds: validForSeconds } = made.data.Result;
  const lifeMs = seconds(validForSeconds);
  state.nextCodeAt = now().getTime() + Math.max(lifeMs / 2, lifeMs - RENEW_BEFORE_MS);
  report({
    event: "code",
    code,
    link: `${portal}/getstarted?printerid=${printerId}&code=${encodeURIComponent(code)}`,
    validForSeconds,
  });
}

async function look(question: LinkingQuestion, state: LinkingState, signal: AbortSignal): Promise<void> {
  const { portal, printerId, octoKey, report } = question;
  const answer = await callPortal(portal, "/api/printer/info", { Id: printerId, OctoKey: octoKey }, signal);
  const info = answer.ok && answer.status === 200 ? Info.safeParse(answer.body) : undefined;
  if (!info?.success) return;
  const { HasOwners: owned, Name: name } = info.data.Result;
  if (owned) {
    if (state.linkedName !== (name ?? "")) report({ event: "linked", name: name ?? "" });
    state.linkedName = name ?? "";
    state.nextCodeAt = 0;
    return;
  }
  if (state.linkedName !== undefined) report({ event: "unlinked" });
  state.linkedName = undefined;
  if (now().getTime() >= state.nextCodeAt) await askForCode(question, state, signal);
}

/**
 * Asks the portal whether the printer has an owner, and shows a code while it has none. The protocol says it only in
 * the handshake (docs/printer-protocol.md#34-reply-and-waiting), which would be too late for a person who waits.
 * @returns when the signal ends it
 */
export async function watchLinking(question: LinkingQuestion, state: LinkingState, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await look(question, state, signal);
    const pause = state.linkedName === undefined ? question.times.unlinkedMs : question.times.linkedMs;
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
}

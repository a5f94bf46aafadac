import { setTimeout as sleep } from "node:timers/promises";
import { days, now, seconds } from "@/lib/clock";
import { callPortal } from "@/lib/connector/call-portal";
import type { Report } from "@/lib/connector/connector-event";
import { joinSignals } from "@/lib/connector/join-signals";
import { fields, flag, number, text } from "@/lib/connector/read-json";
import { wakeTogether } from "@/lib/octostream/wake-together";

/** How often a portal is asked that does not tell of the owner by itself. */
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

/** The portal tells of the owner: it is asked again only when its last answer did not come, or as a last resort. */
const TOLD_MS = days(1);

/** What the portal tells of the printer's owner over its connection (told-ownership). */
export type OwnershipNews = {
  tell(): void;
  /** How often it has told. From the first time on, it tells whatever happens. */
  readonly count: number;
  /** @returns when it tells again, or the signal ends */
  next(signal: AbortSignal): Promise<void>;
};

/** Of one connection. */
export function ownershipNews(): OwnershipNews {
  const waiting = wakeTogether();
  let count = 0;
  return {
    get count() {
      return count;
    },
    tell: () => {
      count++;
      waiting.wake();
    },
    next: (signal) => {
      signal.addEventListener("abort", waiting.wake, { once: true });
      return waiting.wait().finally(() => signal.removeEventListener("abort", waiting.wake));
    },
  };
}

/** What is known across connections: a code stays good when the connection is lost for a moment. */
export type LinkingState = { linkedName: string | undefined; nextCodeAt: number };

export const newLinkingState = (): LinkingState => ({ linkedName: undefined, nextCodeAt: 0 });

export type LinkingQuestion = {
  portal: string;
  printerId: string;
  octoKey: string;
  times: LinkingTimes;
  news: OwnershipNews;
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

/** @returns whether the portal answered */
async function look(question: LinkingQuestion, state: LinkingState, signal: AbortSignal): Promise<boolean> {
  const { portal, printerId, octoKey, report } = question;
  const answer = await callPortal(portal, "/api/printer/info", { Id: printerId, OctoKey: octoKey }, signal);
  const info = answer.ok && answer.status === 200 ? Info.safeParse(answer.body) : undefined;
  if (!info?.success) return false;
  const { HasOwners: owned, Name: name } = info.data.Result;
  if (owned) {
    if (state.linkedName !== (name ?? "")) report({ event: "linked", name: name ?? "" });
    state.linkedName = name ?? "";
    state.nextCodeAt = 0;
    return true;
  }
  if (state.linkedName !== undefined) report({ event: "unlinked" });
  state.linkedName = undefined;
  if (now().getTime() >= state.nextCodeAt) await askForCode(question, state, signal);
  return true;
}

/** Milliseconds until the portal is to be asked again, if it does not tell of anything before. */
function pauseAfter({ times, news }: LinkingQuestion, state: LinkingState, answered: boolean): number {
  const isOwned = state.linkedName !== undefined;
  if (!answered || news.count === 0) return isOwned ? times.linkedMs : times.unlinkedMs;
  return isOwned ? TOLD_MS : Math.max(times.unlinkedMs, state.nextCodeAt - now().getTime());
}

/**
 * Asks the portal whether the printer has an owner, and shows a code while it has none: each time the portal tells of
 * a change, or from time to time where it tells of none.
 * @returns when the signal ends it
 */
export async function watchLinking(question: LinkingQuestion, state: LinkingState, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const known = question.news.count;
    const answered = await look(question, state, signal);
    if (question.news.count !== known && question.news.count > 1) continue;
    const waiting = new AbortController();
    const ending = joinSignals([signal, waiting.signal]);
    const pause = sleep(pauseAfter(question, state, answered), undefined, { signal: ending.signal }).catch(
      () => undefined,
    );
    await Promise.race([pause, question.news.next(ending.signal)]);
    waiting.abort();
    ending.release();
  }
}

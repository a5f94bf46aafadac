import { minutes, hours } from "@/lib/clock";

/**
 * Every rate limit of the service, with its reason. `points` may be used in `windowMs`. Limits with `per: "address"` are
 * ten times wider in evaluation mode, where one machine plays everybody.
 */
export const LIMITS = {
  codesSentPerMailbox: { per: "mailbox", points: 24, windowMs: hours(1), reason: "nobody's inbox is flooded through us" },
  codesSentPerMailboxAndAddress: { per: "mailbox", points: 6, windowMs: hours(1), reason: "one sender uses up a quarter of the above, so that no stranger locks the owner out" },
  codesSentPerAddress: { per: "address", points: 20, windowMs: hours(1), reason: "a sender who tries many mailboxes" },
  codesTriedPerMailbox: { per: "mailbox", points: 25, windowMs: hours(1), reason: "guessing across many portal sessions (NIST 800-63B 3.2.2)" },
  passwordsPerMailbox: { per: "mailbox", points: 50, windowMs: hours(1), reason: "password guessing from many places (NIST 800-63B 3.2.2)" },
  passwordsPerMailboxAndAddress: { per: "mailbox", points: 10, windowMs: minutes(15), reason: "password guessing from one place, which must not lock the owner out elsewhere" },
  passwordsPerAddress: { per: "address", points: 40, windowMs: minutes(15), reason: "one password tried on many accounts" },
  secondFactorPerAccount: { per: "account", points: 10, windowMs: minutes(15), reason: "guessing six digits after a right first step (NIST 800-63B 3.2.2)" },
  accountCodesPerAccount: { per: "account", points: 20, windowMs: hours(1), reason: "codes that somebody who is signed in has mailed" },
  linkingGuessesPerAccount: { per: "account", points: 5, windowMs: minutes(15), reason: "RFC 8628 5.1: a short code is only as good as its guess limit" },
  linkingGuessesPerAddress: { per: "address", points: 30, windowMs: minutes(15), reason: "one guesser with many accounts" },
  linkingCodesPerPrinter: { per: "printer", points: 20, windowMs: minutes(15), reason: "a connector that loops" },
  journeysPerAddress: { per: "address", points: 120, windowMs: minutes(15), reason: "rows made without an account" },
  consentsPerAccount: { per: "account", points: 30, windowMs: hours(1), reason: "an app that loops" },
  checkoutsPerAccount: { per: "account", points: 30, windowMs: minutes(15), reason: "each asks the payment provider several things" },
  appApiPerAddress: { per: "address", points: 600, windowMs: minutes(1), reason: "guessing tokens, and apps that poll too fast" },
  logosPerAddress: { per: "address", points: 60, windowMs: minutes(15), reason: "our server as somebody's fetcher" },
  webcamMinutesPerAccount: { per: "account", points: 720, windowMs: hours(12), reason: "live pictures are most of what the relay carries; status 609" },
  handshakesPerAddress: { per: "address", points: 60, windowMs: minutes(1), reason: "each costs 10 ms of a core" },
  popupsPerAddress: { per: "address", points: 5, windowMs: minutes(15), reason: "one sender who tries many printers' screens" },
  popupsPerPrinter: { per: "printer", points: 5, windowMs: minutes(15), reason: "messages on somebody's printer screen" },
} as const satisfies Record<string, { per: "address" | "mailbox" | "account" | "printer"; points: number; windowMs: number; reason: string }>;

export type LimitName = keyof typeof LIMITS;

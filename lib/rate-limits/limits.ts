import { minutes, hours, seconds } from "@/lib/clock";

/** `burst`: what may be used beside `points`. */
type Limit = {
  per: "mailbox" | "account" | "printer" | "consent" | "connection" | "proof";
  points: number;
  windowMs: number;
  burst?: { points: number; windowMs: number };
  reason: string;
};

/**
 * Every rate limit of the service but those of client addresses (address-limits.ts), with its reason. `points` may be
 * used in `windowMs`.
 */
export const LIMITS = {
  codesSentPerMailbox: {
    per: "mailbox",
    points: 24,
    windowMs: hours(1),
    reason: "no inbox is flooded through us",
  },
  codesSentPerMailboxAndNetwork: {
    per: "mailbox",
    points: 6,
    windowMs: hours(1),
    reason: "one sender uses up a quarter of the above, so that no stranger locks the owner out",
  },
  codesTriedPerMailboxAndNetwork: {
    per: "mailbox",
    points: 15,
    windowMs: hours(1),
    reason: "one guesser uses up a part of the next, so that no stranger locks the owner out",
  },
  codesTriedPerMailbox: {
    per: "mailbox",
    points: 25,
    windowMs: hours(1),
    reason: "guessing across many journeys (NIST 800-63B 3.2.2)",
  },
  passwordsPerMailbox: {
    per: "mailbox",
    points: 50,
    windowMs: hours(1),
    reason: "password guessing from many places (NIST 800-63B 3.2.2)",
  },
  passwordsPerMailboxAndNetwork: {
    per: "mailbox",
    points: 10,
    windowMs: minutes(15),
    reason: "password guessing from one place, which must not lock the owner out elsewhere",
  },
  passwordsSetPerAccount: {
    per: "account",
    points: 10,
    windowMs: minutes(15),
    reason: "judging a password takes the processor's time, hashing it memory",
  },
  secondFactorPerAccount: {
    per: "account",
    points: 10,
    windowMs: minutes(15),
    reason: "guessing six digits after a right first factor (NIST 800-63B 3.2.2)",
  },
  secondFactorPerAccountDaily: {
    per: "account",
    points: 50,
    windowMs: hours(24),
    reason: "the same, patiently: with three codes right at a time, one guess in seven thousand days",
  },
  recoveryKeysPerAccount: {
    per: "account",
    points: 10,
    windowMs: minutes(15),
    reason: "wrong recovery keys: counted like codes, and apart from them, so that a guesser of codes stops no owner",
  },
  passkeysAddedPerAccount: {
    per: "account",
    points: 20,
    windowMs: hours(1),
    reason: "each answer is read piece by piece and ends other sign-ins",
  },
  accountCodesPerAccount: {
    per: "account",
    points: 20,
    windowMs: hours(1),
    reason: "codes that a signed-in person has mailed",
  },
  offlineMailsPerPrinter: {
    per: "printer",
    points: 6,
    windowMs: hours(24),
    reason: "a printer whose connection comes and goes: its page names this number",
  },
  offlineMailsPerAccount: {
    per: "account",
    points: 20,
    windowMs: hours(24),
    reason: "the same for all printers of an account together",
  },
  signInMailsPerAccount: {
    per: "account",
    points: 20,
    windowMs: hours(24),
    reason: "a browser that keeps no cookies is a new one each time",
  },
  setupMailsPerAccount: {
    per: "account",
    points: 5,
    windowMs: hours(1),
    reason: "the line for the computer, which a signed-in person has mailed to themselves",
  },
  linkingGuessesPerAccount: {
    per: "account",
    points: 5,
    windowMs: minutes(15),
    reason: "RFC 8628 5.1: a short code is only as good as its guess limit",
  },
  handshakesPerPrinter: {
    per: "printer",
    points: 10,
    windowMs: minutes(1),
    reason: "a printer that has an owner and says its key, where its whole farm is one address",
  },
  linkingCodesPerPrinter: { per: "printer", points: 20, windowMs: minutes(15), reason: "a connector that loops" },
  consentsPerAccount: { per: "account", points: 30, windowMs: hours(1), reason: "an app that loops" },
  checkoutsPerAccount: {
    per: "account",
    points: 30,
    windowMs: minutes(15),
    reason: "each asks the payment provider several things",
  },
  gadgetPerConnection: {
    per: "connection",
    points: 1,
    windowMs: seconds(10),
    burst: { points: 3, windowMs: seconds(30) },
    reason:
      "a shipped app asks every 10 s, a little early or late, and gives up for good after one " +
      "refusal: the burst is its slack",
  },
  infoPerConnection: {
    per: "connection",
    points: 30,
    windowMs: minutes(1),
    reason: "an app that loops; people who open it again and again stay far below",
  },
  revocationsPerConnection: {
    per: "connection",
    points: 10,
    windowMs: minutes(1),
    reason: "an app that gives back again what it gave back: each waits for all servers",
  },
  rotationsPerConnection: {
    per: "connection",
    points: 1,
    windowMs: seconds(10),
    reason: "of several at once one is answered; who lost the answer asks again while the old credentials live",
  },
  rotationsPerConsent: {
    per: "consent",
    points: 24,
    windowMs: hours(24),
    reason: "an app that loops: each makes a connection that is kept",
  },
  relaySocketsPerConnection: {
    per: "connection",
    points: 60,
    windowMs: minutes(1),
    reason: "an app whose WebSocket reconnects in a loop",
  },
  preflightsPerConnection: {
    per: "connection",
    points: 120,
    windowMs: minutes(1),
    reason: "each reaches the printer without credentials; a browser asks once for each kind of request",
  },
  webcamMinutesPerAccount: {
    per: "account",
    points: 720,
    windowMs: hours(12),
    reason: "live pictures are most of what the relay carries; status 609",
  },
  popupsPerPrinter: {
    per: "printer",
    points: 40,
    windowMs: minutes(15),
    reason: "messages on a printer's screen: a person asks anew each time its page was closed",
  },
  proofs: { per: "proof", points: 1, windowMs: minutes(10), reason: "a proof of a browser counts once" },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof LIMITS;

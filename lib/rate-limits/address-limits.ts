import { hours, minutes } from "@/lib/clock";

/**
 * What addresses may do in `windowMs`: one address `points`, its network (/24, /48) `network`, all together `all`. When
 * all together have used up theirs, an operator reads it in the log, and a network has no more than an address has.
 * `provable`: whoever is held back can prove a browser instead (browser-proof.ts), since a school or a mobile network
 * is one address. `flood`: once used up, it is not counted any further, so that a flood costs no writes.
 */
export type AddressLimit = {
  points: number;
  network: number;
  all: number;
  windowMs: number;
  provable?: true;
  flood?: true;
  reason: string;
};

/** Every limit that counts client addresses, with its reason. Ten times wider in evaluation mode. */
export const ADDRESS_LIMITS = {
  codesSentPerAddress: {
    points: 20,
    network: 100,
    all: 3000,
    windowMs: hours(1),
    provable: true,
    reason: "a sender who tries many mailboxes",
  },
  passwordsPerAddress: {
    points: 40,
    network: 200,
    all: 5000,
    windowMs: minutes(15),
    provable: true,
    reason: "one password tried on many accounts. Right ones are given back",
  },
  passkeysPerAddress: {
    points: 60,
    network: 300,
    all: 5000,
    windowMs: minutes(15),
    provable: true,
    reason: "each is a look into the database and a signature to check; nothing is guessed. Right ones are given back",
  },
  linkingGuessesPerAddress: {
    points: 30,
    network: 60,
    all: 1000,
    windowMs: minutes(15),
    provable: true,
    reason: "one guesser with many accounts. Right ones are given back",
  },
  recoveryKeysPerAddress: {
    points: 30,
    network: 60,
    all: 1000,
    windowMs: minutes(15),
    reason: "wrong recovery keys of many accounts. Right ones are given back",
  },
  journeysPerAddress: {
    points: 120,
    network: 600,
    all: 20_000,
    windowMs: minutes(15),
    provable: true,
    reason: "rows made without an account",
  },
  setupTokensPerAddress: {
    points: 120,
    network: 600,
    all: 20_000,
    windowMs: minutes(15),
    flood: true,
    reason: "questions of computers beside printers about the line that was run on them, each a look into the database",
  },
  agentDigitsPerAddress: {
    points: 10,
    network: 100,
    all: 10_000,
    windowMs: hours(1),
    flood: true,
    reason:
      "wrong six digits of agents, each one in a million a page that shows some. Right ones are given back; what all " +
      "together may guess is counted in odds (guess-odds-store.ts)",
  },
  agentRefusalsPerAddress: {
    points: 60,
    network: 600,
    all: 60_000,
    windowMs: minutes(1),
    flood: true,
    reason: "agents' tokens and long codes that are wrong, each a look into the database; known ones cost none",
  },
  providerSignInsPerAddress: {
    points: 60,
    network: 300,
    all: 5000,
    windowMs: minutes(15),
    provable: true,
    reason: "each makes our server ask Google, GitHub, Apple or the operator's own provider",
  },
  appApiRefusalsPerAddress: {
    points: 120,
    network: 1200,
    all: 60_000,
    windowMs: minutes(1),
    flood: true,
    reason:
      "guessing tokens. Only wrong ones count, and only they are told to wait: one dead connection in a " +
      "home must not stop the others",
  },
  codeRefusalsPerAddress: {
    points: 60,
    network: 600,
    all: 60_000,
    windowMs: minutes(1),
    flood: true,
    reason: "guessing codes and verifiers, each a look into the database. Only wrong ones count, and only they wait",
  },
  relayRefusalsPerAddress: {
    points: 240,
    network: 2400,
    all: 60_000,
    windowMs: minutes(1),
    flood: true,
    reason: "guessing hosts and credentials. Only wrong ones count, and only they are told to wait, as above",
  },
  logosPerAddress: {
    points: 60,
    network: 240,
    all: 5000,
    windowMs: minutes(15),
    reason: "our server as a fetcher for others; logos that apps are registered with are not counted",
  },
  handshakesPerAddress: {
    points: 60,
    network: 300,
    all: 6000,
    windowMs: minutes(1),
    reason: "each costs 10 ms of a core",
  },
  popupsPerAddress: {
    points: 20,
    network: 60,
    all: 2000,
    windowMs: minutes(15),
    provable: true,
    reason: "one sender who tries many printers' screens",
  },
} as const satisfies Record<string, AddressLimit>;

export type AddressLimitName = keyof typeof ADDRESS_LIMITS;

import type { Rows } from "../upgrade-steps";
import { at, hex } from "./times";

const USER = {
  name: null,
  image: null,
  emailVerified: null,
  passwordHash: null,
  profileDoneAt: null,
  termsAcceptedAt: null,
  createdAt: at(0),
  suspendedAt: null,
  passkeyHandle: null,
  passkeyOfferEnd: null,
  locale: null,
  localeChosen: false,
};

const SESSION = {
  userId: "user-1",
  expires: at(9000),
  createdAt: at(1),
  lastSeenAt: at(2),
  device: null,
  address: null,
  provenAt: at(1),
  byCode: null,
  browserDigest: null,
  endsAt: null,
  mailboxAt: null,
  secondFactorAt: null,
};

/** Accounts and what proves who they are. */
export const PEOPLE: Rows = {
  User: [
    {
      ...USER,
      id: "user-1",
      email: "ada@example.test",
      emailVerified: at(1),
      name: "Ada",
      image: "https://example.test/ada.png",
      passwordHash: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA",
      profileDoneAt: at(3),
      termsAcceptedAt: at(3),
      suspendedAt: at(50),
      passkeyHandle: "aGFuZGxl",
      passkeyOfferEnd: at(51),
      locale: "de",
      localeChosen: true,
    },
    { ...USER, id: "user-2", email: "new@example.test" },
  ],
  Session: [
    { ...SESSION, id: "session-1", sessionToken: hex("session-1") },
    {
      ...SESSION,
      id: "session-2",
      sessionToken: hex("session-2"),
      device: "Safari on iPhone",
      address: "2001:db8::/64",
      byCode: hex("code"),
      browserDigest: hex("browser"),
      endsAt: at(9000),
      mailboxAt: at(1),
      secondFactorAt: at(2),
    },
  ],
  KnownBrowser: [{ userId: "user-1", browserDigest: hex("known"), signedInAt: at(4) }],
  SecondFactor: [
    { userId: "user-1", sealed: "v1.sealed", createdAt: at(5), confirmedAt: at(6), lastStep: 58_812_345 },
    { userId: "user-2", sealed: "v1.begun", createdAt: at(7), confirmedAt: null, lastStep: 0 },
  ],
  RecoveryKey: [
    { digest: hex("key-1"), userId: "user-1", usedAt: null },
    { digest: hex("key-2"), userId: "user-1", usedAt: at(8) },
  ],
  Passkey: [
    {
      id: "passkey-1",
      userId: "user-1",
      credentialId: "Y3JlZGVudGlhbA",
      publicKey: "\\xa5010203262001",
      counter: 4_294_967_295,
      transports: ["internal", "hybrid"],
      backupEligible: true,
      device: "Safari on iPhone",
      createdAt: at(51),
      lastUsedAt: at(52),
    },
  ],
  UsedChallenge: [{ challengeDigest: hex("challenge"), expiresAt: at(60) }],
  AccountCode: ["prove", "delete", "email_old", "email_new"].map((purpose, wrongTries) => ({
    sessionId: "session-1",
    purpose,
    email: "ada@example.test",
    codeDigest: hex(purpose),
    createdAt: at(10),
    expiresAt: at(20),
    wrongTries,
  })),
  OutsideAccount: ["google", "github", "apple", "oidc"].map((provider, index) => ({
    provider,
    subject: `subject-${index}`,
    userId: "user-1",
    createdAt: at(11 + index),
  })),
  Invitation: [
    { email: "invited@example.org", createdAt: at(40), perksEndsAt: at(90), perksReason: "helps with tests" },
    { email: "invited-only@example.org", createdAt: at(41), perksEndsAt: null, perksReason: null },
  ],
};

import type { Row, Rows } from "../upgrade-steps";
import { at, hex } from "./times";

const CONSENT = {
  portalSessionId: null,
  userId: "user-1",
  appId: "app-1",
  printerRowId: "printer-1",
  createdAt: at(400),
  mintCount: 1,
  winnerId: null,
  expiresAt: null,
  keyName: null,
  keyUser: null,
  sessionId: null,
  browserDigest: null,
};

const connection = (id: string, change: Row): Row => ({
  id,
  consentId: "consent-1",
  appId: "app-1",
  userId: "user-1",
  printerRowId: "printer-1",
  labelDigest: hex(`l ${id}`),
  tokenDigest: hex(`t ${id}`),
  basicUserDigest: hex(`u ${id}`),
  basicPasswordDigest: hex(`p ${id}`),
  bearerDigest: hex(`b ${id}`),
  sibling: 1,
  createdAt: at(401),
  lastUsedAt: null,
  lastUsedFrom: null,
  lastUsedBy: null,
  rotatedAt: null,
  revokedAt: null,
  revokedReason: null,
  expiresAt: null,
  ...change,
});

const used = ["basic", "bearer", "token"].map((lastUsedBy) =>
  connection(`used-${lastUsedBy}`, { lastUsedAt: at(402), lastUsedFrom: "203.0.113.50", lastUsedBy }),
);

const revoked = ["user", "replaced", "printer_removed", "account_deleted", "superseded", "expired"].map(
  (revokedReason) => connection(`end-${revokedReason}`, { revokedAt: at(403), revokedReason, expiresAt: at(403) }),
);

const AUTHORIZATION_CODE = {
  codeDigest: hex("code-1"),
  consentId: "consent-1",
  challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
  sessionId: null,
  createdAt: at(404),
  expiresAt: at(414),
  redeemedAt: null,
  wrongTries: 0,
};

/** What was authorized. */
export const CONNECTIONS: Rows = {
  Consent: [
    {
      ...CONSENT,
      id: "consent-1",
      portalSessionId: "journey-1",
      mintCount: 3,
      winnerId: "used-basic",
      expiresAt: at(9000),
      keyName: "Print Watch",
      keyUser: "ada",
      sessionId: "session-2",
      browserDigest: hex("browser"),
    },
    { ...CONSENT, id: "consent-2" },
    // The account was deleted since, and the printer removed.
    { ...CONSENT, id: "consent-3", userId: null, printerRowId: "printer-gone", winnerId: "connection-gone" },
  ],
  AppConnection: [
    ...used,
    ...revoked,
    connection("rotated", { rotatedAt: at(404), expiresAt: at(405) }),
    connection("of-nobody", { consentId: "consent-3", userId: null, printerRowId: null, sibling: 2 }),
  ],
  AuthorizationCode: [
    { ...AUTHORIZATION_CODE, id: "code-1", sessionId: "session-2", redeemedAt: at(405), wrongTries: 2 },
    { ...AUTHORIZATION_CODE, id: "code-2", codeDigest: hex("code-2"), consentId: "consent-2" },
  ],
};

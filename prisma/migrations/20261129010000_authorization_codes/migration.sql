-- A completion can be bound to who made the start URL (RFC 7636): a code instead of secrets, exchanged for them by who
-- knows what the challenge was made of. An app can demand it.
ALTER TABLE "App" ADD COLUMN "needsPkce" BOOLEAN NOT NULL DEFAULT false;

ALTER TABLE "Journey" ADD COLUMN "codeChallenge" TEXT;

CREATE TABLE "AuthorizationCode" (
    "id" TEXT NOT NULL,
    "codeDigest" TEXT NOT NULL,
    "consentId" TEXT NOT NULL,
    "challenge" TEXT NOT NULL,
    "sessionId" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "redeemedAt" TIMESTAMP(3),
    "wrongTries" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "AuthorizationCode_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "AuthorizationCode_codeDigest_key" ON "AuthorizationCode"("codeDigest");
CREATE INDEX "AuthorizationCode_consentId_idx" ON "AuthorizationCode"("consentId");
CREATE INDEX "AuthorizationCode_sessionId_idx" ON "AuthorizationCode"("sessionId");
CREATE INDEX "AuthorizationCode_expiresAt_idx" ON "AuthorizationCode"("expiresAt");

ALTER TABLE "AuthorizationCode" ADD CONSTRAINT "AuthorizationCode_consentId_fkey"
    FOREIGN KEY ("consentId") REFERENCES "Consent"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "AuthorizationCode" ADD CONSTRAINT "AuthorizationCode_sessionId_fkey"
    FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

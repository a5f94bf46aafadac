-- Passkeys: a key pair of the person's that signs in by itself.
CREATE TABLE "Passkey" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "credentialId" TEXT NOT NULL,
    "publicKey" BYTEA NOT NULL,
    "counter" BIGINT NOT NULL,
    "transports" TEXT[],
    "backupEligible" BOOLEAN NOT NULL,
    "device" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastUsedAt" TIMESTAMP(3),

    CONSTRAINT "Passkey_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "Passkey_credentialId_key" ON "Passkey"("credentialId");
CREATE INDEX "Passkey_userId_idx" ON "Passkey"("userId");
ALTER TABLE "Passkey" ADD CONSTRAINT "Passkey_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
-- Each challenge is answered once.
CREATE TABLE "UsedChallenge" (
    "challengeDigest" TEXT NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "UsedChallenge_pkey" PRIMARY KEY ("challengeDigest")
);
CREATE INDEX "UsedChallenge_expiresAt_idx" ON "UsedChallenge"("expiresAt");
ALTER TABLE "User" ADD COLUMN "passkeyHandle" TEXT, ADD COLUMN "passkeyOfferEnd" TIMESTAMP(3);
CREATE UNIQUE INDEX "User_passkeyHandle_key" ON "User"("passkeyHandle");
-- Adding one takes every factor of the account.
ALTER TABLE "Session" ADD COLUMN "mailboxAt" TIMESTAMP(3), ADD COLUMN "secondFactorAt" TIMESTAMP(3);

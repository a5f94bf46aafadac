-- The line for the computer beside a printer carries a token of the journey that is open in its owner's browser.
CREATE TABLE "SetupToken" (
    "id" TEXT NOT NULL,
    "tokenDigest" TEXT NOT NULL,
    "journeyId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "printerId" TEXT,
    "hostName" TEXT,
    "voidedAt" TIMESTAMP(3),
    "refusedAt" TIMESTAMP(3),

    CONSTRAINT "SetupToken_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "SetupToken_tokenDigest_key" ON "SetupToken"("tokenDigest");
CREATE INDEX "SetupToken_journeyId_idx" ON "SetupToken"("journeyId");
CREATE INDEX "SetupToken_userId_idx" ON "SetupToken"("userId");
CREATE INDEX "SetupToken_printerId_idx" ON "SetupToken"("printerId");
CREATE INDEX "SetupToken_expiresAt_idx" ON "SetupToken"("expiresAt");
ALTER TABLE "SetupToken" ADD CONSTRAINT "SetupToken_journeyId_fkey" FOREIGN KEY ("journeyId") REFERENCES "Journey"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "SetupToken" ADD CONSTRAINT "SetupToken_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "SetupToken" ADD CONSTRAINT "SetupToken_printerId_fkey" FOREIGN KEY ("printerId") REFERENCES "Printer"("id") ON DELETE CASCADE ON UPDATE CASCADE;
-- The QR code at the printer carries its linking code.
ALTER TABLE "Journey" ADD COLUMN "carriedCode" TEXT;

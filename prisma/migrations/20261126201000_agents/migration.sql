-- Printers that are connected by an agent of Obico's: a row is made when the agent is linked, and its key is a token.
ALTER TABLE "Printer" ADD COLUMN "isAgent" BOOLEAN NOT NULL DEFAULT false;
CREATE INDEX "Printer_keyDigest_idx" ON "Printer"("keyDigest");
CREATE INDEX "Printer_isAgent_ownerId_firstSeenAt_idx" ON "Printer"("isAgent", "ownerId", "firstSeenAt");
-- Six digits that an account's open page shows.
CREATE TABLE "AgentDigits" (
    "userId" TEXT NOT NULL,
    "seed" TEXT NOT NULL,
    "codeDigest" TEXT NOT NULL,
    "journeyId" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "askedAt" TIMESTAMP(3),
    "heldAt" TIMESTAMP(3),
    "heldFrom" TEXT,
    "confirmedAt" TIMESTAMP(3),

    CONSTRAINT "AgentDigits_pkey" PRIMARY KEY ("userId")
);
CREATE UNIQUE INDEX "AgentDigits_codeDigest_key" ON "AgentDigits"("codeDigest");
CREATE INDEX "AgentDigits_journeyId_idx" ON "AgentDigits"("journeyId");
CREATE INDEX "AgentDigits_expiresAt_idx" ON "AgentDigits"("expiresAt");
ALTER TABLE "AgentDigits" ADD CONSTRAINT "AgentDigits_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "AgentDigits" ADD CONSTRAINT "AgentDigits_journeyId_fkey" FOREIGN KEY ("journeyId") REFERENCES "Journey"("id") ON DELETE CASCADE ON UPDATE CASCADE;
-- What an agent whose passcode was entered is given to link itself with.
CREATE TABLE "AgentCode" (
    "id" TEXT NOT NULL,
    "codeDigest" TEXT NOT NULL,
    "journeyId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "hostName" TEXT,
    "lanIp" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "printerId" TEXT,

    CONSTRAINT "AgentCode_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "AgentCode_codeDigest_key" ON "AgentCode"("codeDigest");
CREATE INDEX "AgentCode_journeyId_idx" ON "AgentCode"("journeyId");
CREATE INDEX "AgentCode_userId_idx" ON "AgentCode"("userId");
CREATE INDEX "AgentCode_printerId_idx" ON "AgentCode"("printerId");
CREATE INDEX "AgentCode_expiresAt_idx" ON "AgentCode"("expiresAt");
ALTER TABLE "AgentCode" ADD CONSTRAINT "AgentCode_journeyId_fkey" FOREIGN KEY ("journeyId") REFERENCES "Journey"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "AgentCode" ADD CONSTRAINT "AgentCode_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "AgentCode" ADD CONSTRAINT "AgentCode_printerId_fkey" FOREIGN KEY ("printerId") REFERENCES "Printer"("id") ON DELETE SET NULL ON UPDATE CASCADE;

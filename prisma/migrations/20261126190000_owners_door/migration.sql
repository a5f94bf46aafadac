-- The owner's door: the host that a printer's own page is on for its owner, the ticket that leads there once, and who
-- came in with one. What ends a sign-in or a host ends both.
CREATE TABLE "ViewHost" (
  "label" TEXT NOT NULL PRIMARY KEY,
  "printerId" TEXT NOT NULL REFERENCES "Printer"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "ownerId" TEXT NOT NULL REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE UNIQUE INDEX "ViewHost_printerId_ownerId_key" ON "ViewHost"("printerId", "ownerId");
CREATE INDEX "ViewHost_ownerId_idx" ON "ViewHost"("ownerId");

CREATE TABLE "ViewTicket" (
  "ticketDigest" TEXT NOT NULL PRIMARY KEY,
  "label" TEXT NOT NULL REFERENCES "ViewHost"("label") ON DELETE CASCADE ON UPDATE CASCADE,
  "sessionId" TEXT NOT NULL REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "expiresAt" TIMESTAMP(3) NOT NULL
);
CREATE INDEX "ViewTicket_label_idx" ON "ViewTicket"("label");
CREATE INDEX "ViewTicket_sessionId_idx" ON "ViewTicket"("sessionId");

CREATE TABLE "ViewSession" (
  "id" TEXT NOT NULL PRIMARY KEY,
  "tokenDigest" TEXT NOT NULL,
  "label" TEXT NOT NULL REFERENCES "ViewHost"("label") ON DELETE CASCADE ON UPDATE CASCADE,
  "sessionId" TEXT NOT NULL REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "expiresAt" TIMESTAMP(3) NOT NULL
);
CREATE UNIQUE INDEX "ViewSession_tokenDigest_key" ON "ViewSession"("tokenDigest");
CREATE INDEX "ViewSession_label_idx" ON "ViewSession"("label");
CREATE INDEX "ViewSession_sessionId_idx" ON "ViewSession"("sessionId");

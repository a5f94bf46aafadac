-- Which code and which browser made a session: what ends it ends them too.
ALTER TABLE "Session" ADD COLUMN "byCode" TEXT,
ADD COLUMN "browserDigest" TEXT;
CREATE INDEX "Session_byCode_idx" ON "Session"("byCode");

ALTER TABLE "MailCode" ADD COLUMN "sessionsMade" INTEGER NOT NULL DEFAULT 0;
CREATE INDEX "MailCode_email_idx" ON "MailCode"("email");
CREATE INDEX "PortalSession_browserDigest_idx" ON "PortalSession"("browserDigest");

-- Of codes that were used before it is not known what they made: they make nothing again.
DELETE FROM "MailCode" WHERE "usedAt" IS NOT NULL;

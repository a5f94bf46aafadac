-- Codes by mail are one idea: three tables become one, with a purpose. Whose a code is stays a foreign key.
CREATE TYPE "OneTimeCodePurpose" AS ENUM ('sign_in', 'reauthenticate', 'delete', 'email_old', 'email_new', 'octoprint_key');

CREATE TABLE "OneTimeCode" (
    "id" TEXT NOT NULL,
    "purpose" "OneTimeCodePurpose" NOT NULL,
    "portalSessionId" TEXT,
    "sessionId" TEXT,
    "email" TEXT NOT NULL,
    "codeDigest" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "wrongTries" INTEGER NOT NULL DEFAULT 0,
    "usedAt" TIMESTAMP(3),
    "sessionsMade" INTEGER NOT NULL DEFAULT 0,
    "printerRowId" TEXT,

    CONSTRAINT "OneTimeCode_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "OneTimeCode_of_journey_or_session" CHECK (num_nonnulls("portalSessionId", "sessionId") = 1)
);

INSERT INTO "OneTimeCode"
    ("id", "purpose", "portalSessionId", "email", "codeDigest", "createdAt", "expiresAt", "wrongTries", "usedAt", "sessionsMade")
SELECT 'sign_in-' || "portalSessionId", 'sign_in',
    "portalSessionId", "email", "codeDigest", "createdAt", "expiresAt", "wrongTries", "usedAt", "sessionsMade"
FROM "MailCode";

-- The code of what has no purpose any more is nobody's.
INSERT INTO "OneTimeCode"
    ("id", "purpose", "sessionId", "email", "codeDigest", "createdAt", "expiresAt", "wrongTries")
SELECT "purpose" || '-' || "sessionId", "purpose"::"OneTimeCodePurpose",
    "sessionId", "email", "codeDigest", "createdAt", "expiresAt", "wrongTries"
FROM "AccountCode" WHERE "purpose" IN ('reauthenticate', 'delete', 'email_old', 'email_new');

-- A wish for a key that was given up is a code that is used up. Without its printer it can be no key's.
INSERT INTO "OneTimeCode"
    ("id", "purpose", "portalSessionId", "email", "codeDigest", "createdAt", "expiresAt", "wrongTries", "usedAt", "printerRowId")
SELECT 'octoprint_key-' || k."portalSessionId", 'octoprint_key', k."portalSessionId", COALESCE(u."email", s."email", ''),
    k."codeDigest", k."createdAt", k."expiresAt",
    CASE WHEN k."givenUpAt" IS NULL THEN k."wrongTries" ELSE GREATEST(k."wrongTries", 3) END,
    k."provenAt", k."printerRowId"
FROM "KeyProof" k
JOIN "PortalSession" s ON s."id" = k."portalSessionId"
LEFT JOIN "User" u ON u."id" = s."userId"
WHERE EXISTS (SELECT 1 FROM "Printer" p WHERE p."id" = k."printerRowId");

DROP TABLE "MailCode";
DROP TABLE "AccountCode";
DROP TABLE "KeyProof";

CREATE UNIQUE INDEX "OneTimeCode_portalSessionId_purpose_key" ON "OneTimeCode"("portalSessionId", "purpose");
CREATE UNIQUE INDEX "OneTimeCode_sessionId_purpose_key" ON "OneTimeCode"("sessionId", "purpose");
CREATE INDEX "OneTimeCode_email_idx" ON "OneTimeCode"("email");
CREATE INDEX "OneTimeCode_printerRowId_idx" ON "OneTimeCode"("printerRowId");

ALTER TABLE "OneTimeCode" ADD CONSTRAINT "OneTimeCode_portalSessionId_fkey" FOREIGN KEY ("portalSessionId") REFERENCES "PortalSession"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "OneTimeCode" ADD CONSTRAINT "OneTimeCode_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "OneTimeCode" ADD CONSTRAINT "OneTimeCode_printerRowId_fkey" FOREIGN KEY ("printerRowId") REFERENCES "Printer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

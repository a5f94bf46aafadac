-- When a sign-in ends for good: twelve hours after it, or ninety days where the person chose to stay signed in. Those
-- from before have none, and keep their limits.
ALTER TABLE "Session" ADD COLUMN "endsAt" TIMESTAMP(3);
ALTER TABLE "Journey" ADD COLUMN "staySignedIn" BOOLEAN NOT NULL DEFAULT false;

-- The sign-in and the browser that a consent was given in: revoking it ends the one, and the next consent of the same
-- browser ends what was never used.
ALTER TABLE "Consent" ADD COLUMN "sessionId" TEXT, ADD COLUMN "browserDigest" TEXT;
ALTER TABLE "Consent" ADD CONSTRAINT "Consent_sessionId_fkey"
  FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX "Consent_sessionId_idx" ON "Consent"("sessionId");

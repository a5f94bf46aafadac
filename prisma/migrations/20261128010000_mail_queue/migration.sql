-- Mails are written in the transaction of what they tell about, and sent by the job runner.
CREATE TABLE "QueuedMail" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "nextAttemptAt" TIMESTAMP(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "codeId" TEXT,

    CONSTRAINT "QueuedMail_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "QueuedMail_codeId_key" ON "QueuedMail"("codeId");
CREATE INDEX "QueuedMail_nextAttemptAt_idx" ON "QueuedMail"("nextAttemptAt");

ALTER TABLE "QueuedMail" ADD CONSTRAINT "QueuedMail_codeId_fkey"
    FOREIGN KEY ("codeId") REFERENCES "OneTimeCode"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Equal tries of a window are one entry with a number.
ALTER TABLE "AuditLogEntry" ADD COLUMN "times" INTEGER NOT NULL DEFAULT 1, ADD COLUMN "windowKey" TEXT;
CREATE UNIQUE INDEX "AuditLogEntry_windowKey_key" ON "AuditLogEntry"("windowKey");

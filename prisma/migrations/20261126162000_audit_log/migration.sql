ALTER TABLE "AuditEntry" RENAME TO "AuditLogEntry";
ALTER TABLE "AuditLogEntry" RENAME CONSTRAINT "AuditEntry_pkey" TO "AuditLogEntry_pkey";
ALTER INDEX "AuditEntry_userId_at_idx" RENAME TO "AuditLogEntry_userId_at_idx";

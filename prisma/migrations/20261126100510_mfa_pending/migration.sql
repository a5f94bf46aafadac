-- The field's words for a sign-in whose second factor is waited for.
ALTER TABLE "PortalSession" RENAME COLUMN "halfUserId" TO "mfaPendingUserId";
ALTER TABLE "PortalSession" RENAME COLUMN "halfAt" TO "mfaPendingSince";
ALTER TABLE "PortalSession" RENAME COLUMN "halfBy" TO "firstFactor";

UPDATE "AuditEntry" SET "kind" = 'first_factor' WHERE "kind" = 'first_step';

-- The field's word: an account at a provider that signs in here is a linked identity (OpenID Connect, NIST SP 800-63C).
ALTER TABLE "OutsideAccount" RENAME TO "LinkedIdentity";
ALTER TABLE "LinkedIdentity" RENAME CONSTRAINT "OutsideAccount_pkey" TO "LinkedIdentity_pkey";
ALTER TABLE "LinkedIdentity" RENAME CONSTRAINT "OutsideAccount_userId_fkey" TO "LinkedIdentity_userId_fkey";
ALTER INDEX "OutsideAccount_userId_idx" RENAME TO "LinkedIdentity_userId_idx";

UPDATE "AuditEntry" SET "kind" = 'identity_linked' WHERE "kind" = 'outside_joined';
UPDATE "AuditEntry" SET "kind" = 'identity_unlinked' WHERE "kind" = 'outside_parted';

-- What names a printer's row is a foreign key. A row that is gone was read as "no printer"; now it is none.
UPDATE "PortalSession" SET "foundPrinter" = NULL
WHERE "foundPrinter" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "Printer" p WHERE p."id" = "foundPrinter");
UPDATE "PortalSession" SET "chosenPrinter" = NULL
WHERE "chosenPrinter" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "Printer" p WHERE p."id" = "chosenPrinter");
ALTER TABLE "Consent" ALTER COLUMN "printerRowId" DROP NOT NULL;
UPDATE "Consent" SET "printerRowId" = NULL
WHERE NOT EXISTS (SELECT 1 FROM "Printer" p WHERE p."id" = "printerRowId");

-- What accounts and printers are asked for on every page, and what their deletion has to find.
CREATE INDEX "PortalSession_mfaPendingUserId_idx" ON "PortalSession"("mfaPendingUserId");
CREATE INDEX "Consent_userId_idx" ON "Consent"("userId");
CREATE INDEX "Consent_printerRowId_idx" ON "Consent"("printerRowId");

ALTER TABLE "PortalSession" ADD CONSTRAINT "PortalSession_foundPrinter_fkey" FOREIGN KEY ("foundPrinter") REFERENCES "Printer"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "PortalSession" ADD CONSTRAINT "PortalSession_chosenPrinter_fkey" FOREIGN KEY ("chosenPrinter") REFERENCES "Printer"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "Consent" ADD CONSTRAINT "Consent_printerRowId_fkey" FOREIGN KEY ("printerRowId") REFERENCES "Printer"("id") ON DELETE SET NULL ON UPDATE CASCADE;

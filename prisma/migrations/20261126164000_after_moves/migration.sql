-- A printer's row that is deleted looks for the journeys that point to it.
CREATE INDEX "Journey_foundPrinter_idx" ON "Journey"("foundPrinter");
CREATE INDEX "Journey_chosenPrinter_idx" ON "Journey"("chosenPrinter");

-- Codes that were mailed before they moved to one table were digested in another way: they are over, not wrong.
UPDATE "OneTimeCode" SET "expiresAt" = "createdAt" WHERE "usedAt" IS NULL;

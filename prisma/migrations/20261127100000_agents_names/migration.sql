-- What a printer's agent calls it, and whether the name is still the one that the page proposed.
ALTER TABLE "Printer" ADD COLUMN "saidName" TEXT;
ALTER TABLE "Printer" ADD COLUMN "isNameSuggested" BOOLEAN NOT NULL DEFAULT false;

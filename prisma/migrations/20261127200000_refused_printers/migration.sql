-- A printer that the person said is not theirs is not spoken of again in that journey.
ALTER TABLE "Journey" ADD COLUMN "refusedPrinters" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];

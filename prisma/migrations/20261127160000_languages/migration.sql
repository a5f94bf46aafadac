-- The language to write to a person in, and the one that an app asked for with its start URL.
ALTER TABLE "User" ADD COLUMN "locale" TEXT, ADD COLUMN "localeChosen" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "Journey" ADD COLUMN "uiLocale" TEXT;

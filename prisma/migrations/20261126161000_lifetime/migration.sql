ALTER TABLE "PortalSession" RENAME COLUMN "chosenLife" TO "chosenLifetime";

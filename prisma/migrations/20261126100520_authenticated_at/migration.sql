-- OpenID Connect's word (auth_time) for when a person last showed who they are, and the purpose of the code for it.
ALTER TABLE "Session" RENAME COLUMN "provenAt" TO "authenticatedAt";

UPDATE "AccountCode" SET "purpose" = 'reauthenticate' WHERE "purpose" = 'prove';

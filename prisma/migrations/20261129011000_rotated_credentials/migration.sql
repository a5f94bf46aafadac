-- An app asked for new credentials: what it had ends a minute later, although another connection of its consent lives.
ALTER TABLE "AppConnection" ADD COLUMN "rotatedAt" TIMESTAMP(3);

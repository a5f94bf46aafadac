-- When an account's perks are to be looked at next, so that nobody looks at all accounts each minute.
CREATE TABLE "PerksTurn" (
    "userId" TEXT NOT NULL,
    "dueAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "PerksTurn_pkey" PRIMARY KEY ("userId")
);

CREATE INDEX "PerksTurn_dueAt_idx" ON "PerksTurn"("dueAt");

ALTER TABLE "PerksTurn" ADD CONSTRAINT "PerksTurn_userId_fkey"
    FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Whoever changes an entitlement or a subscription, in whichever version of the program: the account is looked at at
-- once. One that is being deleted has no turn.
CREATE FUNCTION "perksChanged"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "PerksTurn" AS turn ("userId", "dueAt")
    SELECT u."id", now() AT TIME ZONE 'UTC' FROM "User" u
    WHERE u."id" = CASE WHEN TG_OP = 'DELETE' THEN OLD."userId" ELSE NEW."userId" END
    ON CONFLICT ("userId") DO UPDATE SET "dueAt" = LEAST(turn."dueAt", EXCLUDED."dueAt");
    RETURN NULL;
END $$;

CREATE TRIGGER "perksChanged" AFTER INSERT OR UPDATE OR DELETE ON "Entitlement"
    FOR EACH ROW EXECUTE FUNCTION "perksChanged"();

CREATE TRIGGER "perksChanged" AFTER INSERT OR UPDATE OR DELETE ON "Subscription"
    FOR EACH ROW EXECUTE FUNCTION "perksChanged"();

-- All that time may do something to, from now on.
INSERT INTO "PerksTurn" ("userId", "dueAt")
SELECT u."id", now() AT TIME ZONE 'UTC' FROM "User" u
WHERE u."suspendedAt" IS NOT NULL
   OR EXISTS (SELECT 1 FROM "Entitlement" e WHERE e."userId" = u."id")
   OR EXISTS (SELECT 1 FROM "AppConnection" c WHERE c."userId" = u."id" AND c."revokedAt" IS NULL);

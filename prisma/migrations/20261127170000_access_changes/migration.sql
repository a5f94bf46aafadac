-- Servers keep in memory whom they let through to printers. What changes that tells all of them, in its transaction.

CREATE TABLE "AccessLease" (
    "id" TEXT NOT NULL,
    "beat" BIGINT NOT NULL,
    "seen" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "AccessLease_pkey" PRIMARY KEY ("id")
);

CREATE SEQUENCE "AccessBarrier";

CREATE FUNCTION "tellAccessOfConsent"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('access', 'consent ' || OLD."consentId");
    RETURN NULL;
END $$;

CREATE FUNCTION "tellAccessOfPrinter"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('access', 'printer ' || OLD."id");
    RETURN NULL;
END $$;

CREATE FUNCTION "tellAccessOfUser"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('access', 'user ' || CASE WHEN TG_OP = 'INSERT' THEN NEW."userId" ELSE OLD."userId" END);
    RETURN NULL;
END $$;

CREATE FUNCTION "tellAccessOfAll"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('access', 'all');
    RETURN NULL;
END $$;

CREATE TRIGGER "tellAccess" AFTER UPDATE OF "consentId", "appId", "userId", "printerId", "labelDigest",
    "basicUserDigest", "basicPasswordDigest", "bearerDigest", "revokedAt", "revokedReason", "expiresAt" OR DELETE
    ON "AppConnection" FOR EACH ROW EXECUTE FUNCTION "tellAccessOfConsent"();

CREATE TRIGGER "tellAccessOfAll" AFTER TRUNCATE ON "AppConnection"
    FOR EACH STATEMENT EXECUTE FUNCTION "tellAccessOfAll"();

CREATE TRIGGER "tellAccess" AFTER UPDATE ON "Printer" FOR EACH ROW WHEN (
    (OLD."ownerId", OLD."publicId", OLD."saidId", OLD."name", OLD."lanIp", OLD."lanHttpPort") IS DISTINCT FROM
    (NEW."ownerId", NEW."publicId", NEW."saidId", NEW."name", NEW."lanIp", NEW."lanHttpPort")
) EXECUTE FUNCTION "tellAccessOfPrinter"();

CREATE TRIGGER "tellAccessOfDeleted" AFTER DELETE ON "Printer"
    FOR EACH ROW EXECUTE FUNCTION "tellAccessOfPrinter"();

CREATE TRIGGER "tellAccess" AFTER INSERT OR UPDATE OR DELETE ON "Entitlement"
    FOR EACH ROW EXECUTE FUNCTION "tellAccessOfUser"();

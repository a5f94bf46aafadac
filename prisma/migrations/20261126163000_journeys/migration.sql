-- A journey is called so in the database too. Values stay as they are.

ALTER TABLE "PortalSession" RENAME TO "Journey";

-- Whatever tables point to one, with what was named after it.
DO $$
DECLARE
  found record;
BEGIN
  FOR found IN
    SELECT table_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND column_name = 'portalSessionId'
  LOOP
    EXECUTE format('ALTER TABLE %I RENAME COLUMN "portalSessionId" TO "journeyId"', found.table_name);
  END LOOP;
  FOR found IN
    SELECT conname, conrelid::regclass AS owner FROM pg_constraint
    WHERE connamespace = current_schema()::regnamespace
      AND (conname LIKE '%portalSessionId%' OR conname LIKE 'PortalSession\_%')
  LOOP
    EXECUTE format('ALTER TABLE %s RENAME CONSTRAINT %I TO %I', found.owner, found.conname,
      replace(replace(found.conname, 'portalSessionId', 'journeyId'), 'PortalSession', 'Journey'));
  END LOOP;
  FOR found IN
    SELECT indexname FROM pg_indexes
    WHERE schemaname = current_schema()
      AND (indexname LIKE '%portalSessionId%' OR indexname LIKE 'PortalSession\_%')
  LOOP
    EXECUTE format('ALTER INDEX %I RENAME TO %I', found.indexname,
      replace(replace(found.indexname, 'portalSessionId', 'journeyId'), 'PortalSession', 'Journey'));
  END LOOP;
END $$;

-- A printer's public id is called publicId, the id of its row printerId, in every table. Values stay as they are.

ALTER TABLE "Printer" RENAME COLUMN "printerId" TO "publicId";
ALTER INDEX "Printer_printerId_key" RENAME TO "Printer_publicId_key";
ALTER TABLE "PortalSession" RENAME COLUMN "printerId" TO "publicId";

-- Whatever tables have it, with what was named after it.
DO $$
DECLARE
  found record;
BEGIN
  FOR found IN
    SELECT table_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND column_name = 'printerRowId'
  LOOP
    EXECUTE format('ALTER TABLE %I RENAME COLUMN "printerRowId" TO "printerId"', found.table_name);
  END LOOP;
  FOR found IN
    SELECT conname, conrelid::regclass AS owner FROM pg_constraint
    WHERE connamespace = current_schema()::regnamespace AND conname LIKE '%printerRowId%'
  LOOP
    EXECUTE format('ALTER TABLE %s RENAME CONSTRAINT %I TO %I',
      found.owner, found.conname, replace(found.conname, 'printerRowId', 'printerId'));
  END LOOP;
  FOR found IN
    SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND indexname LIKE '%printerRowId%'
  LOOP
    EXECUTE format('ALTER INDEX %I RENAME TO %I',
      found.indexname, replace(found.indexname, 'printerRowId', 'printerId'));
  END LOOP;
END $$;

-- Why apps cannot be relayed to a printer, as its latest handshake was judged.
CREATE TYPE "PrinterFault" AS ENUM ('too_old', 'needs_dictionary');
ALTER TABLE "Printer" ADD COLUMN "fault" "PrinterFault";

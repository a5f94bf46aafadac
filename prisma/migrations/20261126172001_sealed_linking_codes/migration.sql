-- A living linking code can be read again, so that each who asks is shown the same one.
ALTER TABLE "LinkingCode" ADD COLUMN "codeSealed" TEXT;

-- AlterTable
ALTER TABLE "Consent" ADD COLUMN     "keyName" TEXT,
ADD COLUMN     "keyUser" TEXT;

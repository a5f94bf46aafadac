-- A machine that says an id which another one has gets an id of its own; what it says itself is kept beside it.
ALTER TABLE "Printer" ADD COLUMN "saidId" TEXT;
-- Claims had the id that they say, a mark, and a part of their key's digest.
UPDATE "Printer"
SET "saidId" = split_part("publicId", '~', 1),
    "publicId" = md5("publicId" || "keyDigest") || left(md5("keyDigest" || "publicId"), 16)
WHERE position('~' in "publicId") > 0;
CREATE UNIQUE INDEX "Printer_saidId_keyDigest_key" ON "Printer"("saidId", "keyDigest");

-- CreateTable
CREATE TABLE "KeyProof" (
    "portalSessionId" TEXT NOT NULL,
    "printerRowId" TEXT NOT NULL,
    "codeDigest" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "wrongTries" INTEGER NOT NULL DEFAULT 0,
    "provenAt" TIMESTAMP(3),
    "givenUpAt" TIMESTAMP(3),

    CONSTRAINT "KeyProof_pkey" PRIMARY KEY ("portalSessionId")
);

-- AddForeignKey
ALTER TABLE "KeyProof" ADD CONSTRAINT "KeyProof_portalSessionId_fkey" FOREIGN KEY ("portalSessionId") REFERENCES "PortalSession"("id") ON DELETE CASCADE ON UPDATE CASCADE;

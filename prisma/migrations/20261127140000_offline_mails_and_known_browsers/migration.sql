-- CreateTable
CREATE TABLE "OfflineMail" (
    "printerId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "toldAt" TIMESTAMP(3),

    CONSTRAINT "OfflineMail_pkey" PRIMARY KEY ("printerId")
);

-- CreateTable
CREATE TABLE "OfflineWatch" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "since" TIMESTAMP(3) NOT NULL,
    "lastAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "OfflineWatch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "KnownBrowser" (
    "userId" TEXT NOT NULL,
    "browserDigest" TEXT NOT NULL,
    "signedInAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "KnownBrowser_pkey" PRIMARY KEY ("userId","browserDigest")
);

-- CreateIndex
CREATE INDEX "OfflineMail_userId_idx" ON "OfflineMail"("userId");

-- CreateIndex
CREATE INDEX "KnownBrowser_signedInAt_idx" ON "KnownBrowser"("signedInAt");

-- AddForeignKey
ALTER TABLE "OfflineMail" ADD CONSTRAINT "OfflineMail_printerId_fkey" FOREIGN KEY ("printerId") REFERENCES "Printer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OfflineMail" ADD CONSTRAINT "OfflineMail_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "KnownBrowser" ADD CONSTRAINT "KnownBrowser_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

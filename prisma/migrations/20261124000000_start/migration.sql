-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "ReturnUrlKind" AS ENUM ('exact', 'loopback', 'lan');

-- CreateEnum
CREATE TYPE "JourneyGoal" AS ENUM ('app', 'printer', 'visit');

-- CreateTable
CREATE TABLE "User" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "emailVerified" TIMESTAMP(3),
    "name" TEXT,
    "image" TEXT,
    "passwordHash" TEXT,
    "profileDoneAt" TIMESTAMP(3),
    "termsAcceptedAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL,
    "sessionToken" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "expires" TIMESTAMP(3) NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MailCode" (
    "portalSessionId" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "codeDigest" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "wrongTries" INTEGER NOT NULL DEFAULT 0,
    "usedAt" TIMESTAMP(3),

    CONSTRAINT "MailCode_pkey" PRIMARY KEY ("portalSessionId")
);

-- CreateTable
CREATE TABLE "App" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "publisher" TEXT,
    "website" TEXT,
    "logoUrl" TEXT,
    "verified" BOOLEAN NOT NULL DEFAULT false,
    "development" BOOLEAN NOT NULL DEFAULT false,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "App_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AppReturnUrl" (
    "id" TEXT NOT NULL,
    "appId" TEXT NOT NULL,
    "kind" "ReturnUrlKind" NOT NULL,
    "url" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "AppReturnUrl_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AppTester" (
    "appId" TEXT NOT NULL,
    "email" TEXT NOT NULL,

    CONSTRAINT "AppTester_pkey" PRIMARY KEY ("appId","email")
);

-- CreateTable
CREATE TABLE "Logo" (
    "key" TEXT NOT NULL,
    "png" BYTEA,
    "failure" TEXT,
    "fetchedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Logo_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "PortalSession" (
    "id" TEXT NOT NULL,
    "browserDigest" TEXT NOT NULL,
    "goal" "JourneyGoal" NOT NULL,
    "visitPath" TEXT,
    "appId" TEXT,
    "returnUrl" TEXT,
    "printerId" TEXT,
    "appLogoUrl" TEXT,
    "apiKeyAppName" TEXT,
    "state" TEXT,
    "email" TEXT,
    "userId" TEXT,
    "addingPrinter" BOOLEAN NOT NULL DEFAULT false,
    "printerWaived" BOOLEAN NOT NULL DEFAULT false,
    "foundPrinter" TEXT,
    "chosenPrinter" TEXT,
    "draft" JSONB,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastSeenAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" TIMESTAMP(3),
    "endedReason" TEXT,

    CONSTRAINT "PortalSession_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Printer" (
    "id" TEXT NOT NULL,
    "printerId" TEXT NOT NULL,
    "keyDigest" TEXT NOT NULL,
    "octoKeyDigest" TEXT,
    "deviceDigest" TEXT,
    "ownerId" TEXT,
    "claimedAt" TIMESTAMP(3),
    "name" TEXT,
    "platform" INTEGER NOT NULL DEFAULT 0,
    "deviceOs" INTEGER NOT NULL DEFAULT 0,
    "isCompanion" BOOLEAN NOT NULL DEFAULT false,
    "pluginVersion" TEXT,
    "lanIp" TEXT,
    "lanHttpPort" INTEGER,
    "networkAddress" TEXT,
    "firstSeenAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "onlineSince" TIMESTAMP(3),
    "linkId" TEXT,
    "lastSeenAt" TIMESTAMP(3),
    "lastConnectedAt" TIMESTAMP(3),
    "lastDisconnectedAt" TIMESTAMP(3),

    CONSTRAINT "Printer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LinkingCode" (
    "printerId" TEXT NOT NULL,
    "codeDigest" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "askedByPrinter" BOOLEAN NOT NULL DEFAULT true,
    "foundById" TEXT,
    "foundAt" TIMESTAMP(3),

    CONSTRAINT "LinkingCode_pkey" PRIMARY KEY ("printerId")
);

-- CreateTable
CREATE TABLE "Entitlement" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "startsAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endsAt" TIMESTAMP(3) NOT NULL,
    "revokedAt" TIMESTAMP(3),

    CONSTRAINT "Entitlement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Consent" (
    "id" TEXT NOT NULL,
    "portalSessionId" TEXT,
    "userId" TEXT,
    "appId" TEXT NOT NULL,
    "printerRowId" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "mintCount" INTEGER NOT NULL DEFAULT 0,
    "winnerId" TEXT,

    CONSTRAINT "Consent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AppConnection" (
    "id" TEXT NOT NULL,
    "consentId" TEXT NOT NULL,
    "appId" TEXT NOT NULL,
    "userId" TEXT,
    "printerRowId" TEXT,
    "labelDigest" TEXT NOT NULL,
    "tokenDigest" TEXT NOT NULL,
    "basicUserDigest" TEXT NOT NULL,
    "basicPasswordDigest" TEXT NOT NULL,
    "bearerDigest" TEXT NOT NULL,
    "sibling" INTEGER NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastUsedAt" TIMESTAMP(3),
    "revokedAt" TIMESTAMP(3),
    "revokedReason" TEXT,
    "expiresAt" TIMESTAMP(3),

    CONSTRAINT "AppConnection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "userId" TEXT,
    "kind" TEXT NOT NULL,
    "appId" TEXT,
    "printerRowId" TEXT,
    "connectionId" TEXT,
    "address" TEXT,
    "detail" TEXT,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RateLimit" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" TIMESTAMP(3),

    CONSTRAINT "RateLimit_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE UNIQUE INDEX "Session_sessionToken_key" ON "Session"("sessionToken");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "AppReturnUrl_appId_kind_url_key" ON "AppReturnUrl"("appId", "kind", "url");

-- CreateIndex
CREATE INDEX "PortalSession_lastSeenAt_idx" ON "PortalSession"("lastSeenAt");

-- CreateIndex
CREATE UNIQUE INDEX "Printer_printerId_key" ON "Printer"("printerId");

-- CreateIndex
CREATE INDEX "Printer_ownerId_idx" ON "Printer"("ownerId");

-- CreateIndex
CREATE INDEX "Printer_networkAddress_idx" ON "Printer"("networkAddress");

-- CreateIndex
CREATE UNIQUE INDEX "LinkingCode_codeDigest_key" ON "LinkingCode"("codeDigest");

-- CreateIndex
CREATE INDEX "Entitlement_userId_idx" ON "Entitlement"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "Consent_portalSessionId_key" ON "Consent"("portalSessionId");

-- CreateIndex
CREATE UNIQUE INDEX "AppConnection_labelDigest_key" ON "AppConnection"("labelDigest");

-- CreateIndex
CREATE UNIQUE INDEX "AppConnection_tokenDigest_key" ON "AppConnection"("tokenDigest");

-- CreateIndex
CREATE INDEX "AppConnection_consentId_idx" ON "AppConnection"("consentId");

-- CreateIndex
CREATE INDEX "AppConnection_userId_idx" ON "AppConnection"("userId");

-- CreateIndex
CREATE INDEX "AppConnection_printerRowId_idx" ON "AppConnection"("printerRowId");

-- CreateIndex
CREATE INDEX "AuditEntry_userId_at_idx" ON "AuditEntry"("userId", "at");

-- CreateIndex
CREATE INDEX "RateLimit_expire_idx" ON "RateLimit"("expire");

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MailCode" ADD CONSTRAINT "MailCode_portalSessionId_fkey" FOREIGN KEY ("portalSessionId") REFERENCES "PortalSession"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AppReturnUrl" ADD CONSTRAINT "AppReturnUrl_appId_fkey" FOREIGN KEY ("appId") REFERENCES "App"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AppTester" ADD CONSTRAINT "AppTester_appId_fkey" FOREIGN KEY ("appId") REFERENCES "App"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Printer" ADD CONSTRAINT "Printer_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LinkingCode" ADD CONSTRAINT "LinkingCode_printerId_fkey" FOREIGN KEY ("printerId") REFERENCES "Printer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Entitlement" ADD CONSTRAINT "Entitlement_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Consent" ADD CONSTRAINT "Consent_portalSessionId_fkey" FOREIGN KEY ("portalSessionId") REFERENCES "PortalSession"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Consent" ADD CONSTRAINT "Consent_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Consent" ADD CONSTRAINT "Consent_appId_fkey" FOREIGN KEY ("appId") REFERENCES "App"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AppConnection" ADD CONSTRAINT "AppConnection_consentId_fkey" FOREIGN KEY ("consentId") REFERENCES "Consent"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AppConnection" ADD CONSTRAINT "AppConnection_appId_fkey" FOREIGN KEY ("appId") REFERENCES "App"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AppConnection" ADD CONSTRAINT "AppConnection_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AppConnection" ADD CONSTRAINT "AppConnection_printerRowId_fkey" FOREIGN KEY ("printerRowId") REFERENCES "Printer"("id") ON DELETE SET NULL ON UPDATE CASCADE;



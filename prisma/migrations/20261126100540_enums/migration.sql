-- Columns whose words are known become enums: the database refuses what the code does not know.
-- A row never stops the upgrade. The code reads a word that it does not know as none, and so does this.

CREATE TYPE "IdentityProviderId" AS ENUM ('google', 'github', 'apple', 'oidc');
CREATE TYPE "FirstFactor" AS ENUM ('code', 'password', 'google', 'github', 'apple', 'oidc');
CREATE TYPE "ConnectionLifetime" AS ENUM ('none', 'year', 'month', 'day');
CREATE TYPE "JourneyEnding" AS ENUM ('cancelled', 'access_denied', 'supporter_required');
CREATE TYPE "WebhookFailure" AS ENUM ('busy', 'refused', 'unreachable', 'timeout', 'redirect', 'status');
CREATE TYPE "EntitlementSource" AS ENUM ('stripe', 'sandbox', 'grant');
CREATE TYPE "BillingInterval" AS ENUM ('month', 'year');
CREATE TYPE "PaymentOutcome" AS ENUM ('applied', 'older', 'unknown_account', 'not_ours', 'ignored');
CREATE TYPE "PerksNoticeKind" AS ENUM ('ending', 'grace', 'paused', 'back', 'payment_failed');
CREATE TYPE "ConnectionCredential" AS ENUM ('basic', 'bearer', 'token');
CREATE TYPE "ConnectionEnd" AS ENUM ('user', 'replaced', 'printer_removed', 'account_deleted', 'superseded', 'expired');
CREATE TYPE "ServerSecretName" AS ENUM ('auth-secret', 'printer-key');

ALTER TABLE "PortalSession" ALTER COLUMN "firstFactor" TYPE "FirstFactor" USING CASE WHEN "firstFactor" IN ('code', 'password', 'google', 'github', 'apple', 'oidc') THEN "firstFactor"::"FirstFactor" END;
ALTER TABLE "PortalSession" ALTER COLUMN "chosenLife" TYPE "ConnectionLifetime" USING CASE WHEN "chosenLife" IN ('none', 'year', 'month', 'day') THEN "chosenLife"::"ConnectionLifetime" END;
ALTER TABLE "PortalSession" ALTER COLUMN "endedReason" TYPE "JourneyEnding" USING CASE WHEN "endedReason" IN ('cancelled', 'access_denied', 'supporter_required') THEN "endedReason"::"JourneyEnding" END;
ALTER TABLE "WebhookAttempt" ALTER COLUMN "failure" TYPE "WebhookFailure" USING CASE WHEN "failure" IN ('busy', 'refused', 'unreachable', 'timeout', 'redirect', 'status') THEN "failure"::"WebhookFailure" END;
ALTER TABLE "Subscription" ALTER COLUMN "interval" TYPE "BillingInterval" USING CASE WHEN "interval" IN ('month', 'year') THEN "interval"::"BillingInterval" END;
ALTER TABLE "AppConnection" ALTER COLUMN "lastUsedBy" TYPE "ConnectionCredential" USING CASE WHEN "lastUsedBy" IN ('basic', 'bearer', 'token') THEN "lastUsedBy"::"ConnectionCredential" END;
ALTER TABLE "AppConnection" ALTER COLUMN "revokedReason" TYPE "ConnectionEnd" USING CASE WHEN "revokedReason" IN ('user', 'replaced', 'printer_removed', 'account_deleted', 'superseded', 'expired') THEN "revokedReason"::"ConnectionEnd" END;

-- These must say something. An identity of no provider signs nobody in, and a notice of no kind was never sent.
DELETE FROM "LinkedIdentity" WHERE "provider" NOT IN ('google', 'github', 'apple', 'oidc');
DELETE FROM "PerksNotice" WHERE "kind" NOT IN ('ending', 'grace', 'paused', 'back', 'payment_failed');
DELETE FROM "ServerSecret" WHERE "name" NOT IN ('auth-secret', 'printer-key');
UPDATE "Entitlement" SET "source" = 'grant' WHERE "source" NOT IN ('stripe', 'sandbox', 'grant');
UPDATE "PaymentEvent" SET "outcome" = 'ignored' WHERE "outcome" NOT IN ('applied', 'older', 'unknown_account', 'not_ours', 'ignored');
UPDATE "Checkout" SET "interval" = 'month' WHERE "interval" NOT IN ('month', 'year');
ALTER TABLE "LinkedIdentity" ALTER COLUMN "provider" TYPE "IdentityProviderId" USING "provider"::"IdentityProviderId";
ALTER TABLE "PerksNotice" ALTER COLUMN "kind" TYPE "PerksNoticeKind" USING "kind"::"PerksNoticeKind";
ALTER TABLE "ServerSecret" ALTER COLUMN "name" TYPE "ServerSecretName" USING "name"::"ServerSecretName";
ALTER TABLE "Entitlement" ALTER COLUMN "source" TYPE "EntitlementSource" USING "source"::"EntitlementSource";
ALTER TABLE "PaymentEvent" ALTER COLUMN "outcome" TYPE "PaymentOutcome" USING "outcome"::"PaymentOutcome";
ALTER TABLE "Checkout" ALTER COLUMN "interval" TYPE "BillingInterval" USING "interval"::"BillingInterval";

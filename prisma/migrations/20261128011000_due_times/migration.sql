-- What is asked for each printer that goes, each minute or each hour is found by an index, however much there is.
CREATE INDEX "Printer_linkId_idx" ON "Printer"("linkId");
CREATE INDEX "Printer_lastDisconnectedAt_idx" ON "Printer"("lastDisconnectedAt");
CREATE INDEX "AppConnection_revokedAt_expiresAt_idx" ON "AppConnection"("revokedAt", "expiresAt");
CREATE INDEX "Consent_winnerId_mintCount_createdAt_idx" ON "Consent"("winnerId", "mintCount", "createdAt");
CREATE INDEX "WebhookMessage_appId_nextAttemptAt_idx" ON "WebhookMessage"("appId", "nextAttemptAt");
CREATE INDEX "Subscription_status_currentPeriodEnd_idx" ON "Subscription"("status", "currentPeriodEnd");
CREATE INDEX "AuditLogEntry_kind_at_idx" ON "AuditLogEntry"("kind", "at");
CREATE INDEX "Checkout_createdAt_idx" ON "Checkout"("createdAt");
CREATE INDEX "PaymentEvent_receivedAt_idx" ON "PaymentEvent"("receivedAt");
CREATE INDEX "WebhookMessage_createdAt_idx" ON "WebhookMessage"("createdAt");
CREATE INDEX "ViewTicket_expiresAt_idx" ON "ViewTicket"("expiresAt");
CREATE INDEX "ViewSession_expiresAt_idx" ON "ViewSession"("expiresAt");

-- Of connections that have ended nothing is due any more: the index above begins with that.
DROP INDEX "AppConnection_expiresAt_idx";

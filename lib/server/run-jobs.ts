import { sweepKnownBrowsers } from "@/lib/accounts/known-browser-store";
import { sweepChallenges } from "@/lib/accounts/passkeys/passkey-challenge-store";
import { sweepTries } from "@/lib/audit-log/audit-log-store";
import { hours, minutes, seconds } from "@/lib/clock";
import { usableConnections } from "@/lib/connections/connection-store";
import { endDueConnections } from "@/lib/connections/end-due-connections";
import { sweepJourneys } from "@/lib/journey/journey-store";
import { sweepAgentCodes } from "@/lib/printers/agents/agent-code-store";
import { sweepAgentDigits } from "@/lib/printers/agents/agent-digits-store";
import { sweepUnclaimedAgents } from "@/lib/printers/agents/refuse-agents";
import { sendOfflineMails } from "@/lib/printers/offline/send-offline-mails";
import { sweepSetupTokens } from "@/lib/printers/setup/setup-token-store";
import { sweepLimits } from "@/lib/rate-limits/rate-limit-store";
import { recheckExchanges } from "@/lib/relay/recheck-exchanges";
import { runEvery } from "@/lib/run-every";
import { sweepPayments } from "@/lib/supporters/checkout/sweep-payments";
import { settlePerks } from "@/lib/supporters/lapse/settle-perks";
import { isView, recheckViews } from "@/lib/view/recheck-views";
import { sweepViews } from "@/lib/view/view-store";
import { runWebhookWorker } from "@/lib/webhooks/run-webhook-worker";
import { sweepWebhooks } from "@/lib/webhooks/webhook-store";

/** Starts what the server does from time to time by itself. @returns stops all of it */
export function runJobs(): () => void {
  const jobs = [
    recheckExchanges(usableConnections, undefined, (id) => !isView(id)),
    recheckViews(),
    runEvery(hours(1), sweepViews),
    runEvery(hours(1), sweepJourneys),
    runEvery(hours(1), sweepWebhooks),
    runEvery(hours(1), sweepPayments),
    runEvery(hours(1), sweepLimits),
    runEvery(hours(1), sweepSetupTokens),
    runEvery(hours(1), sweepTries),
    runEvery(hours(1), sweepChallenges),
    runEvery(hours(1), sweepKnownBrowsers),
    runEvery(hours(1), sweepAgentDigits),
    runEvery(hours(1), sweepAgentCodes),
    runEvery(minutes(1), sweepUnclaimedAgents),
    runEvery(minutes(1), endDueConnections),
    runEvery(minutes(1), settlePerks),
    runEvery(seconds(30), sendOfflineMails),
    runWebhookWorker(),
  ];
  return () => jobs.forEach((stop) => stop());
}

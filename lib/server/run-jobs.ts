import { setTimeout as wait } from "node:timers/promises";
import { sweepKnownBrowsers } from "@/lib/accounts/known-browser-store";
import { sweepChallenges } from "@/lib/accounts/passkeys/passkey-challenge-store";
import { sweepTries } from "@/lib/audit-log/audit-log-store";
import { seconds } from "@/lib/clock";
import { sweepCodes } from "@/lib/connections/authorization-code-store";
import { usableConnections } from "@/lib/connections/connection-store";
import { endDueConnections } from "@/lib/connections/end-due-connections";
import type { WokenJob } from "@/lib/db/wake-job";
import { sweepUnownedPrinters } from "@/lib/gateway/links/sweep-unowned-printers";
import type { Job } from "@/lib/jobs/job";
import { runJobs as run } from "@/lib/jobs/run-jobs";
import { sweepJourneys } from "@/lib/journey/journey-store";
import { mailSender } from "@/lib/mail/send-due-mails";
import { sweepAgentCodes } from "@/lib/printers/agents/agent-code-store";
import { sweepAgentDigits } from "@/lib/printers/agents/agent-digits-store";
import { sweepUnclaimedAgents } from "@/lib/printers/agents/refuse-agents";
import { sendOfflineMails } from "@/lib/printers/offline/send-offline-mails";
import { sweepSetupTokens } from "@/lib/printers/setup/setup-token-store";
import { sweepLimits } from "@/lib/rate-limits/rate-limit-store";
import { recheckExchanges } from "@/lib/relay/recheck-exchanges";
import { sweepPayments } from "@/lib/supporters/checkout/sweep-payments";
import { settlePerks } from "@/lib/supporters/lapse/settle-perks";
import { isView, recheckViews } from "@/lib/view/recheck-views";
import { sweepViews } from "@/lib/view/view-store";
import { sweepWebhooks } from "@/lib/webhooks/webhook-store";
import { webhookWorker } from "@/lib/webhooks/webhook-worker";

/** The longest that a stop waits for webhooks and mails under way. What is cut off is sent again by the next server. */
const STOP_PATIENCE_MS = seconds(5);
const EACH_MINUTE = "* * * * *";
/** Each at a minute of its own, so that they do not all ask at once. */
const hourly = (minute: number) => `${minute} * * * *`;

/**
 * What the servers on a database do together, each at its time and once. What is of one process alone is not here.
 * docs/operators.md#what-it-does-by-itself has a line for each.
 * @param send what sends from this process
 */
export const jobsOf = (send: Record<WokenJob, Job["run"]>) =>
  ({
    "send-mails": { at: EACH_MINUTE, run: send["send-mails"] },
    "send-webhooks": { at: EACH_MINUTE, run: send["send-webhooks"] },
    "end-connections": { at: EACH_MINUTE, run: endDueConnections },
    "settle-perks": { at: EACH_MINUTE, run: settlePerks },
    "tell-of-offline-printers": { at: EACH_MINUTE, run: () => sendOfflineMails("gone") },
    "tell-of-lost-printers": { at: "5,15,25,35,45,55 * * * *", run: () => sendOfflineMails("all") },
    "forget-unclaimed-agents": { at: EACH_MINUTE, run: sweepUnclaimedAgents },
    "forget-unowned-printers": { at: "*/10 * * * *", run: sweepUnownedPrinters },
    "forget-rate-limits": { at: hourly(3), run: sweepLimits },
    "forget-journeys": { at: hourly(8), run: sweepJourneys },
    "forget-setup-tokens": { at: hourly(13), run: sweepSetupTokens },
    "forget-agent-digits": { at: hourly(18), run: sweepAgentDigits },
    "forget-agent-codes": { at: hourly(23), run: sweepAgentCodes },
    "forget-views": { at: hourly(28), run: sweepViews },
    "forget-challenges": { at: hourly(33), run: sweepChallenges },
    "forget-known-browsers": { at: hourly(38), run: sweepKnownBrowsers },
    "forget-failed-tries": { at: hourly(43), run: sweepTries },
    "forget-payments": { at: hourly(48), run: sweepPayments },
    "forget-webhooks": { at: hourly(53), run: sweepWebhooks },
    "forget-authorization-codes": { at: hourly(58), run: sweepCodes },
  }) satisfies Record<string, Job>;

/** Starts what the server does by itself. @returns stops all of it */
export function runJobs(): () => Promise<void> {
  const [mails, webhooks] = [mailSender(), webhookWorker()];
  // What runs through this process is looked after by this process.
  const ofThisProcess = [recheckExchanges(usableConnections, undefined, (id) => !isView(id)), recheckViews()];
  const stop = run(jobsOf({ "send-mails": mails.look, "send-webhooks": webhooks.look }));
  return async () => {
    ofThisProcess.forEach((end) => end());
    await stop();
    const sent = Promise.all([mails.ended(), webhooks.stop()]);
    await Promise.race([sent, wait(STOP_PATIENCE_MS, undefined, { ref: false })]);
  };
}

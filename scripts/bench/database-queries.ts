import { createHash } from "node:crypto";
import { sweepTries } from "@/lib/audit-log/audit-log-store";
import { days, fromNow } from "@/lib/clock";
import { findByLabelDigest, usableConnections } from "@/lib/connections/connection-store";
import { expireConnections, supersedeWaiting } from "@/lib/connections/end-connections-store";
import { noteUse, writeUses } from "@/lib/connections/note-use-store";
import { closeLinks, deleteForgottenPrinters, openLink, refreshLinks } from "@/lib/gateway/links/printer-link-store";
import { sweepJourneys } from "@/lib/journey/journey-store";
import { claimDueMails } from "@/lib/mail/mail-queue-store";
import { deleteUnclaimedAgents, findAgentByToken } from "@/lib/printers/agents/agent-token-store";
import { getConnectedPrinters } from "@/lib/printers/connected-printer-store";
import { awayPrinters } from "@/lib/printers/offline/offline-mail-store";
import { sweepCheckouts } from "@/lib/supporters/checkout/checkout-store";
import { claimTurns, turnToUnsettled } from "@/lib/supporters/lapse/perks-turn-store";
import { settleTurns } from "@/lib/supporters/lapse/settle-turns";
import { sweepPaymentEvents } from "@/lib/supporters/payment-event-store";
import { runningSandbox } from "@/lib/supporters/sandbox/sandbox-store";
import { sweepViews } from "@/lib/view/view-store";
import { claimDueMessages, sweepWebhooks } from "@/lib/webhooks/webhook-store";

/** Something that the program asks the database, and how often. `mayScan`: so seldom that it may read a whole table. */
export type Measured = { what: string; when: string; run: () => Promise<unknown>; mayScan?: true };

/** As large as a server that holds many printers. */
const HELD = 5000;
/** Characters of an agent's token. */
const AGENT_TOKEN = 64;

const md5 = (text: string) => createHash("md5").update(text).digest("hex");

let turn = 0;
/** Another printer each time, of those that are online. */
const online = () => 2 * (1 + (turn++ % 1000));

const held = Array.from({ length: HELD }, (_, index) => 2 * (index + 1)).map((i) => ({
  printerId: `p${i}`,
  linkId: `link${i}`,
}));

async function comeBack(): Promise<unknown> {
  const i = online();
  return openLink(
    {
      publicId: `P${i}`.padEnd(40, "x"),
      keyDigest: md5(`key${i}`),
      octoKeyDigest: md5(`octo${i}`),
      deviceDigest: md5(`device${i}`),
      linkId: `again${i}`,
      fault: null,
      networkAddress: "198.51.1.1",
      platform: 1,
      deviceOs: 1,
      isCompanion: false,
      pluginVersion: "1.0.0",
      lanIp: null,
      lanHttpPort: null,
    },
    true,
  );
}

async function noteUses(): Promise<void> {
  for (let i = 1; i <= 1000; i++) noteUse(`x${i}`, { from: "198.51.1.1", by: "basic", at: new Date() });
  await writeUses();
}

const FOR_EACH_PRINTER: Measured[] = [
  { what: "a printer connects", when: "each connection", run: comeBack },
  { what: "a printer goes", when: "each disconnect", run: () => closeLinks([`link${online()}`]) },
  { what: "the presence of 5,000 printers", when: "30 s", run: () => refreshLinks(held) },
  {
    what: "a connector asks whether it has an owner",
    when: "each minute, each printer",
    run: () => {
      const i = online();
      return getConnectedPrinters(`P${i}`.padEnd(40, "x"), { octoKeyDigest: md5(`octo${i}`) });
    },
  },
  { what: "an agent's call", when: "each call", run: () => findAgentByToken("A".repeat(AGENT_TOKEN)) },
];

const FOR_EACH_REQUEST: Measured[] = [
  { what: "a connection by its host", when: "each request", run: () => findByLabelDigest(md5("label77")) },
  {
    what: "100 open exchanges looked at anew",
    when: "some seconds",
    run: () => usableConnections(Array.from({ length: 100 }, (_, i) => `x${i + 1}`)),
  },
  { what: "1,000 uses of connections written down", when: "5 s", run: noteUses },
];

const EACH_MINUTE: Measured[] = [
  { what: "connections past their end", when: "each minute", run: expireConnections },
  { what: "siblings that nobody used", when: "each minute", run: supersedeWaiting },
  { what: "accounts whose perks have a turn", when: "each minute", run: () => claimTurns(4, "oldest") },
  { what: "the account whose perks changed last", when: "each change", run: () => claimTurns(4, "latest") },
  { what: "perks settled, with mails", when: "each minute", run: settleTurns },
  { what: "subscriptions of the sandbox", when: "each minute", run: () => runningSandbox({ dueAt: new Date() }) },
  { what: "printers that went, for mails", when: "each minute", run: () => awayPrinters("gone") },
  { what: "agents that nobody claimed", when: "each minute", run: deleteUnclaimedAgents },
  { what: "mails that are due", when: "each mail, each minute", run: () => claimDueMails(10) },
  { what: "webhooks that are due", when: "each message, each minute", run: () => claimDueMessages() },
];

const SELDOM: Measured[] = [
  { what: "printers without an owner", when: "10 minutes", run: deleteForgottenPrinters },
  { what: "printers lost with their server", when: "10 minutes", run: () => awayPrinters("all"), mayScan: true },
  { what: "failed tries of 90 days ago", when: "hour", run: sweepTries },
  { what: "journeys of a week ago", when: "hour", run: sweepJourneys },
  { what: "webhooks of 30 days ago", when: "hour", run: sweepWebhooks },
  { what: "payment events of 90 days ago", when: "hour", run: () => sweepPaymentEvents(fromNow(-days(90))) },
  { what: "checkouts of a week ago", when: "hour", run: () => sweepCheckouts(fromNow(-days(7))) },
  { what: "visits of printers' pages", when: "hour", run: sweepViews },
  { what: "all accounts, for a setting that changed", when: "start", run: turnToUnsettled, mayScan: true },
];

/** What is measured, the most frequent first. */
export const MEASURED: Measured[] = [...FOR_EACH_PRINTER, ...FOR_EACH_REQUEST, ...EACH_MINUTE, ...SELDOM];

import { now } from "@/lib/clock";
import { log } from "@/lib/observability/log";
import {
  AWAY_MS,
  awayPrinters,
  keepWatch,
  tellOfAbsences,
  type AwayPrinter,
} from "@/lib/printers/offline/offline-mail-store";
import { consume, giveBack } from "@/lib/rate-limits/rate-limit-store";

/** Those whose limit allows one more mail. The others were told of often enough today. */
async function withinLimits(printers: AwayPrinter[]): Promise<AwayPrinter[]> {
  const allowed: AwayPrinter[] = [];
  for (const printer of printers)
    if ((await consume("offlineMailsPerPrinter", printer.printerId)).ok) allowed.push(printer);
  const [first] = allowed;
  return first && (await consume("offlineMailsPerAccount", first.userId)).ok ? allowed : [];
}

/** One mail for all printers of an account that went: a router that fails takes many along. */
async function tellOwner(printers: AwayPrinter[]): Promise<void> {
  const due = await withinLimits(printers);
  const told = await tellOfAbsences(printers, due);
  const [first] = due;
  if (!first) return;
  // Another server was faster, or a printer came back just now.
  for (const { printerId } of due) if (!told.includes(printerId)) await giveBack("offlineMailsPerPrinter", printerId);
  if (told.length === 0) return giveBack("offlineMailsPerAccount", first.userId);
  const publicIds = due.filter(({ printerId }) => told.includes(printerId)).map(({ publicId }) => publicId);
  log.info({ printers: publicIds }, "an owner is told who went offline");
}

/**
 * Writes the mails about printers that went offline: once for each absence, whatever number of servers does it and
 * however often they start. After a time in which no server was there, printers first get theirs to come back.
 * @param which "gone": those that said goodbye a while ago, which is quickly seen; "all": whatever became of them
 */
export async function sendOfflineMails(which: "gone" | "all" = "all"): Promise<void> {
  const since = await keepWatch();
  if (now().getTime() - since.getTime() < AWAY_MS) return;
  const owners = new Map<string, AwayPrinter[]>();
  for (const printer of await awayPrinters(which))
    owners.set(printer.userId, [...(owners.get(printer.userId) ?? []), printer]);
  for (const printers of owners.values()) await tellOwner(printers);
}

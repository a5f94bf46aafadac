import { z } from "zod";
import { monotonicMs, seconds } from "@/lib/clock";
import { askPrinter } from "@/lib/gateway/ask-printer";
import { printerActivity } from "@/lib/gateway/printer-activity";
import type { Activity } from "@/lib/obico/read-status";
import { recordFault } from "@/lib/observability/record-fault";
import type { OwnedPrinter } from "@/lib/printers/printer-store";
import { shared } from "@/lib/shared";

/** What a printer does, as pages say it. */
export type PrinterActivity = {
  state: Exclude<Activity["state"], "disconnected"> | "complete" | "cancelled";
  /** Percent, 0 to 100. */
  progress?: number | undefined;
  file?: string | undefined;
  secondsLeft?: number | undefined;
};

/** `silent`: the program beside it is connected, and the printer does not answer that. */
export type PrinterStatus =
  { kind: "away" } | { kind: "silent" } | { kind: "here"; activity?: PrinterActivity | undefined };

/** For an answer to come: the program asks the printer's web server first. */
const PATIENCE_MS = seconds(4);
/** How long a page waits for that. What comes later is there for its next look. */
const PAGE_WAITS_MS = seconds(1.2);
const FRESH_MS = seconds(8);
const LONGEST = 64 * 1024;
const MOST_KEPT = 500;
const LONGEST_FILE = 120;

/** docs/printer-protocol.md#47-commands */
const Answer = z.object({
  Status: z.number(),
  Result: z
    .object({
      JobStatus: z.object({
        State: z.string(),
        CurrentPrint: z
          .object({
            Progress: z.number().nullish(),
            TimeLeftSec: z.number().nullish(),
            FileName: z.string().nullish(),
          })
          .nullish(),
      }),
    })
    .nullish(),
});
const NOT_CONNECTED = 785;

const STATES: Record<string, PrinterActivity["state"]> = {
  idle: "idle",
  warmingup: "printing",
  printing: "printing",
  resuming: "printing",
  paused: "paused",
  complete: "complete",
  cancelled: "cancelled",
  error: "error",
};

const bounded = (value: number | null | undefined, most: number) =>
  typeof value === "number" && value >= 0 ? Math.min(value, most) : undefined;

/** What the program beside a printer said of it. Pure. @param body as it came */
export function readPrinterStatus(body: Buffer): PrinterStatus {
  let json: unknown;
  try {
    json = JSON.parse(body.toString("utf8"));
  } catch {
    return { kind: "here" };
  }
  const read = Answer.safeParse(json);
  if (!read.success) return { kind: "here" };
  if (read.data.Status === NOT_CONNECTED) return { kind: "silent" };
  const job = read.data.Result?.JobStatus;
  const state = job && STATES[job.State];
  if (!state) return { kind: "here" };
  const { Progress, TimeLeftSec, FileName } = job.CurrentPrint ?? {};
  const activity: PrinterActivity = {
    state,
    progress: bounded(Progress, 100),
    file: FileName?.slice(0, LONGEST_FILE) || undefined,
    secondsLeft: bounded(TimeLeftSec, 100 * 86_400),
  };
  return { kind: "here", activity };
}

async function ask(publicId: string): Promise<PrinterStatus> {
  const answer = await askPrinter(publicId, {
    method: "GET",
    url: "/octoeverywhere-command-api/status",
    patienceMs: PATIENCE_MS,
    longest: LONGEST,
  });
  return answer.ok && answer.status === 200 ? readPrinterStatus(answer.body) : { kind: "here" };
}

type Asked = { at: number; status: Promise<PrinterStatus> };

/** Asked once in a while for all who look, and kept for few: nothing asks when nobody looks. */
function askedStatus(publicId: string): Promise<PrinterStatus> {
  const kept = shared("printer-statuses", () => new Map<string, Asked>());
  const last = kept.get(publicId);
  if (last && monotonicMs() - last.at < FRESH_MS) return last.status;
  const status = ask(publicId).catch((error: unknown): PrinterStatus => {
    recordFault(error);
    return { kind: "here" };
  });
  kept.delete(publicId);
  kept.set(publicId, { at: monotonicMs(), status });
  const oldest = kept.keys().next().value;
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  return status;
}

/** An agent says by itself what its printer does. */
function agentStatus(printerId: string): PrinterStatus {
  const told = printerActivity(printerId);
  if (!told) return { kind: "here" };
  const { state } = told;
  if (state === "disconnected") return { kind: "silent" };
  return { kind: "here", activity: { ...told, state, progress: told.progress && told.progress * 100 } };
}

/**
 * Whether a printer is there, answers, and what it does, for a page that its owner looks at. Of a printer that is
 * connected to another server, or answers slowly, only that it is there.
 */
export function printerStatus(printer: OwnedPrinter): Promise<PrinterStatus> {
  const { online, fault, isAgent, printerId, publicId } = printer;
  if (!online) return Promise.resolve({ kind: "away" });
  if (isAgent) return Promise.resolve(agentStatus(printerId));
  if (fault) return Promise.resolve({ kind: "here" });
  const later = new Promise<PrinterStatus>((resolve) => setTimeout(resolve, PAGE_WAITS_MS, { kind: "here" }).unref());
  return Promise.race([askedStatus(publicId), later]);
}

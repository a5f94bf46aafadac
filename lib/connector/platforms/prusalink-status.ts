import { callPrinter } from "@/lib/connector/call-printer";
import { Count, jobStatus, type ReadStatus, type State } from "@/lib/connector/platforms/printer-status";
import { fields, text } from "@/lib/connector/read-json";

const Told = fields({
  printer: fields({
    state: text(),
    temp_bed: Count,
    target_bed: Count,
    temp_nozzle: Count,
    target_nozzle: Count,
  }),
  job: fields({ progress: Count, time_remaining: Count, time_printing: Count }).orNull(),
});
const Job = fields({ file: fields({ display_name: text().nullish(), name: text().nullish() }) });

const STATES: Record<string, State> = {
  PRINTING: "printing",
  PAUSED: "paused",
  FINISHED: "complete",
  STOPPED: "cancelled",
  ERROR: "error",
  ATTENTION: "error",
};

/**
 * What PrusaLink tells. It answers only with the printer's password, which this connector does not have unless the
 * printer asks for none.
 */
export async function prusaLinkStatus(origin: string): Promise<ReadStatus> {
  const [told, running] = await Promise.all([
    callPrinter(origin, { path: "/api/v1/status" }),
    callPrinter(origin, { path: "/api/v1/job" }),
  ]);
  if (!told.ok) return { ok: false, status: 785, sentence: "PrusaLink does not answer." };
  if (told.status === 401 || told.status === 403)
    return {
      ok: false,
      status: 789,
      sentence: "PrusaLink tells its status only with the printer's password, which apps send themselves.",
    };
  const read = Told.safeParse(told.body);
  if (!read.success) return { ok: false, status: 752, sentence: "PrusaLink's answer cannot be read." };
  const { printer, job } = read.data;
  const file = running.ok && running.status === 200 ? Job.safeParse(running.body) : undefined;
  const state = STATES[printer.state] ?? "idle";
  return {
    ok: true,
    version: null,
    job: jobStatus({
      state,
      error: state === "error" ? `The printer says ${printer.state}.` : null,
      progress: state === "complete" ? 100 : job?.progress,
      durationSec: job?.time_printing,
      timeLeftSec: job?.time_remaining,
      fileName: file?.success ? (file.data.file.display_name ?? file.data.file.name) : null,
      bed: { actual: printer.temp_bed, target: printer.target_bed },
      hotend: { actual: printer.temp_nozzle, target: printer.target_nozzle },
    }),
  };
}

import { z } from "zod";
import { callPrinter } from "@/lib/connector/call-printer";
import { Count, Heater, jobStatus, type ReadStatus, type State } from "@/lib/connector/platforms/printer-status";
import type { PrinterPlace } from "@/lib/connector/streams/printer";

const Job = z.object({
  state: z.string(),
  error: z.string().nullish(),
  job: z.object({
    file: z.object({ name: z.string().nullish(), display: z.string().nullish() }),
    filament: z
      .object({ tool0: z.object({ length: Count }).nullish() })
      .nullish()
      .catch(null),
  }),
  progress: z.object({ completion: Count, printTime: Count, printTimeLeft: Count }),
});

const Flags = z.object({
  operational: z.boolean(),
  printing: z.boolean(),
  paused: z.boolean(),
  pausing: z.boolean().nullish(),
  resuming: z.boolean().nullish(),
  cancelling: z.boolean().nullish(),
  error: z.boolean(),
});
const Machine = z.object({
  state: z.object({ flags: Flags }),
  temperature: z.object({ tool0: Heater, bed: Heater, chamber: Heater }),
});

function stateOf(flags: z.infer<typeof Flags>, completion: number | null | undefined): State {
  if (flags.error) return "error";
  if (flags.cancelling) return "cancelled";
  if (flags.resuming) return "resuming";
  if (flags.paused || flags.pausing) return "paused";
  if (flags.printing) return "printing";
  return completion === 100 ? "complete" : "idle";
}

/**
 * What OctoPrint's printer does. OctoPrint tells it only to those with a key (or to everybody, where its owner chose
 * so).
 */
export async function octoPrintStatus({ origin, octoPrintKey }: PrinterPlace): Promise<ReadStatus> {
  const headers = octoPrintKey === undefined ? {} : { "X-Api-Key": octoPrintKey };
  const ask = (path: string) => callPrinter(origin, { path, headers });
  const [told, printer, about] = await Promise.all([
    ask("/api/job"),
    ask("/api/printer?exclude=sd,history"),
    ask("/api/version"),
  ]);
  if (!told.ok || !printer.ok) return { ok: false, status: 785, sentence: "OctoPrint does not answer." };
  if (told.status === 401 || told.status === 403)
    return {
      ok: false,
      status: 789,
      sentence: "OctoPrint tells its status only with an API key: start the connector with --octoprint-api-key.",
    };
  const job = Job.safeParse(told.body);
  if (!job.success) return { ok: false, status: 752, sentence: "OctoPrint's answer cannot be read." };
  const failed = job.data.error || (/error/i.test(job.data.state) ? job.data.state : undefined);
  const machine = Machine.safeParse(printer.body);
  // OctoPrint answers 409 while it is not connected to the printer's serial port.
  if (!machine.success && !failed)
    return { ok: false, status: 785, sentence: "OctoPrint is not connected to its printer." };
  const {
    job: { file, filament },
    progress,
  } = job.data;
  const version =
    about.ok && about.body && typeof about.body === "object" && "server" in about.body
      ? String(about.body.server)
      : null;
  return {
    ok: true,
    version,
    job: jobStatus({
      state: machine.success && !failed ? stateOf(machine.data.state.flags, progress.completion) : "error",
      error: failed,
      progress: progress.completion,
      durationSec: progress.printTime,
      timeLeftSec: progress.printTimeLeft,
      fileName: file.display ?? file.name,
      filamentMm: filament?.tool0?.length,
      bed: machine.data?.temperature.bed,
      hotend: machine.data?.temperature.tool0,
      chamber: machine.data?.temperature.chamber,
    }),
  };
}

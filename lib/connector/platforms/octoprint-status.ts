import { callPrinter } from "@/lib/connector/call-printer";
import { Count, Heater, jobStatus, type ReadStatus, type State } from "@/lib/connector/platforms/printer-status";
import { fields, flag, text, type Infer } from "@/lib/connector/read-json";
import type { PrinterPlace } from "@/lib/connector/streams/printer";

const Job = fields({
  state: text(),
  error: text().nullish(),
  job: fields({
    file: fields({ name: text().nullish(), display: text().nullish() }),
    filament: fields({ tool0: fields({ length: Count }).nullish() }).orNull(),
  }),
  progress: fields({ completion: Count, printTime: Count, printTimeLeft: Count }),
});

const Flags = fields({
  operational: flag,
  printing: flag,
  paused: flag,
  pausing: flag.nullish(),
  resuming: flag.nullish(),
  cancelling: flag.nullish(),
  error: flag,
});
const Machine = fields({
  state: fields({ flags: Flags }),
  temperature: fields({ tool0: Heater, bed: Heater, chamber: Heater }),
});

function stateOf(flags: Infer<typeof Flags>, completion: number | null | undefined): State {
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

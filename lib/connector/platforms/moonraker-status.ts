import { callPrinter } from "@/lib/connector/call-printer";
import { Count, jobStatus, type ReadStatus, type State } from "@/lib/connector/platforms/printer-status";
import { fields, text, type Infer } from "@/lib/connector/read-json";

const PATH = "/printer/objects/query?print_stats&virtual_sdcard&extruder&heater_bed";

const Temperature = fields({ temperature: Count, target: Count }).orNull();

const Objects = fields({
  result: fields({
    status: fields({
      print_stats: fields({
        state: text(),
        message: text().nullish(),
        filename: text().nullish(),
        print_duration: Count,
        total_duration: Count,
        filament_used: Count,
        info: fields({ current_layer: Count, total_layer: Count }).orNull(),
      }),
      virtual_sdcard: fields({ progress: Count }).orNull(),
      extruder: Temperature,
      heater_bed: Temperature,
    }),
  }),
});

const Info = fields({ result: fields({ moonraker_version: text() }) });

const STATES: Record<string, State> = {
  standby: "idle",
  printing: "printing",
  paused: "paused",
  complete: "complete",
  cancelled: "cancelled",
  error: "error",
};

const heater = (read: Infer<typeof Temperature>) => read && { actual: read.temperature, target: read.target };

/** What Klipper does, as Moonraker tells. @param moonraker its origin */
export async function moonrakerStatus(moonraker: string): Promise<ReadStatus> {
  const [told, about] = await Promise.all([
    callPrinter(moonraker, { path: PATH }),
    callPrinter(moonraker, { path: "/server/info" }),
  ]);
  if (!told.ok) return { ok: false, status: 785, sentence: "Moonraker does not answer." };
  if (told.status === 401 || told.status === 403)
    return {
      ok: false,
      status: 789,
      sentence: "Moonraker tells its status only to trusted clients: add the connector's machine to trusted_clients.",
    };
  if (told.status === 503 || told.status === 404)
    return { ok: false, status: 785, sentence: "Moonraker is not connected to Klipper." };
  const read = Objects.safeParse(told.body);
  if (!read.success) return { ok: false, status: 752, sentence: "Moonraker's answer cannot be read." };
  const { print_stats: stats, virtual_sdcard: card, extruder, heater_bed: bed } = read.data.result.status;
  const info = about.ok ? Info.safeParse(about.body) : undefined;
  const state = STATES[stats.state] ?? "idle";
  const done = state === "complete" ? 1 : (card?.progress ?? 0);
  const spent = stats.print_duration ?? 0;
  return {
    ok: true,
    version: info?.success ? info.data.result.moonraker_version : null,
    job: jobStatus({
      state,
      error: state === "error" ? stats.message : null,
      progress: done * 100,
      durationSec: stats.total_duration,
      // Klipper does not say: as long again as the share that is done says.
      timeLeftSec: done > 0.01 && spent > 0 ? spent / done - spent : null,
      fileName: stats.filename,
      filamentMm: stats.filament_used,
      layer: stats.info?.current_layer,
      layers: stats.info?.total_layer,
      bed: heater(bed),
      hotend: heater(extruder),
    }),
  };
}

import { fields, number, type Infer } from "@/lib/connector/read-json";

/** What a printer does, in the protocol's words (docs/printer-protocol.md#47-commands). */
export type State = "idle" | "warmingup" | "printing" | "paused" | "resuming" | "complete" | "cancelled" | "error";

/** Degrees Celsius, seconds, percent; null is "not known". */
export type JobStatus = {
  State: State;
  SubState: string | null;
  Error: string | null;
  Lights: [];
  CurrentPrint: {
    Progress: number;
    DurationSec: number;
    TimeLeftSec: number | null;
    FileName: string | null;
    EstTotalFilUsedMm: number | null;
    CurrentLayer: number | null;
    TotalLayers: number | null;
    Temps: Record<
      "BedActual" | "BedTarget" | "HotendActual" | "HotendTarget" | "ChamberActual" | "ChamberTarget",
      number | null
    >;
  };
};

/** The protocol's numbers for a command that failed. */
export type StatusError = { status: 752 | 785 | 788 | 789; sentence: string };

export type ReadStatus = { ok: true; job: JobStatus; version: string | null } | ({ ok: false } & StatusError);

/** A number of a printer's answer, whatever else may be there. */
export const Count = number().orNull();

export const Heater = fields({ actual: Count, target: Count }).orNull();

const rounded = (value: number | null | undefined) =>
  typeof value === "number" && Number.isFinite(value) ? Math.round(value * 100) / 100 : null;

type Readings = {
  state: State;
  error?: string | null | undefined;
  /** 0 to 100. */
  progress?: number | null | undefined;
  durationSec?: number | null | undefined;
  timeLeftSec?: number | null | undefined;
  fileName?: string | null | undefined;
  filamentMm?: number | null | undefined;
  layer?: number | null | undefined;
  layers?: number | null | undefined;
  bed?: Infer<typeof Heater>;
  hotend?: Infer<typeof Heater>;
  chamber?: Infer<typeof Heater>;
};

/** Puts what a platform tells into the protocol's form. */
export function jobStatus({
  state,
  error,
  progress,
  durationSec,
  timeLeftSec,
  fileName,
  filamentMm,
  layer,
  layers,
  bed,
  hotend,
  chamber,
}: Readings): JobStatus {
  return {
    State: state,
    SubState: null,
    Error: error || null,
    Lights: [],
    CurrentPrint: {
      Progress: Math.min(100, Math.max(0, rounded(progress) ?? 0)),
      DurationSec: Math.max(0, Math.round(durationSec ?? 0)),
      TimeLeftSec: typeof timeLeftSec === "number" ? Math.max(0, Math.round(timeLeftSec)) : null,
      FileName: fileName || null,
      EstTotalFilUsedMm: rounded(filamentMm),
      CurrentLayer: rounded(layer),
      TotalLayers: rounded(layers),
      Temps: {
        BedActual: rounded(bed?.actual),
        BedTarget: rounded(bed?.target),
        HotendActual: rounded(hotend?.actual),
        HotendTarget: rounded(hotend?.target),
        ChamberActual: rounded(chamber?.actual),
        ChamberTarget: rounded(chamber?.target),
      },
    },
  };
}

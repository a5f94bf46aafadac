import { z } from "zod";
import { readHostName } from "@/lib/host-name";
import { MAX_TEXT_BYTES } from "@/lib/obico/limits";
import { readTypedName } from "@/lib/typed-name";

/** The two programs that speak this protocol. */
export type AgentKind = "octoprint" | "moonraker";

/** What an agent says about itself and its printer. Every part may be absent: what is unreadable counts as that. */
export type AgentStatus = {
  /** Which program it is, once it says so: in the first message of a connection, as a rule. */
  agent: { kind: AgentKind; version: string | undefined; hostName: string | undefined } | undefined;
  /** What the printer does. `unknown`: it says that it does not know any more; undefined: nothing about it. */
  activity: Activity | "unknown" | undefined;
};

/** What a printer does now. */
export type Activity = {
  /** `disconnected`: its program runs, and has no printer. */
  state: "idle" | "printing" | "paused" | "error" | "disconnected";
  /** Of what is printed, 0 to 1. */
  progress?: number;
  /** Name of what is printed. */
  file?: string;
  secondsLeft?: number;
};

const NAMES = { octoprint_obico: "octoprint", moonraker_obico: "moonraker" } as const;

const AGENT = z.object({
  name: z.enum(["octoprint_obico", "moonraker_obico"]),
  version: z
    .string()
    .regex(/^[\w.+-]{1,40}$/)
    .optional()
    .catch(undefined),
});
const flag = z.boolean().catch(false);
const FLAGS = z.object({
  operational: flag,
  ready: flag,
  printing: flag,
  pausing: flag,
  resuming: flag,
  cancelling: flag,
  finishing: flag,
  paused: flag,
  error: flag,
  closedOrError: flag,
});

/** A print of a month is a long one. */
const MOST_SECONDS = 31 * 24 * 3600;
const LONGEST_FILE_NAME = 120;

const JOB = z.object({
  file: z
    .object({ name: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
});
const PROGRESS = z.object({
  completion: z.number().min(0).max(100).optional().catch(undefined),
  printTimeLeft: z.number().min(0).max(MOST_SECONDS).optional().catch(undefined),
});

const MESSAGE = z.object({
  settings: z
    .object({
      agent: AGENT.optional().catch(undefined),
      // As Python's `platform.uname()`: the second is the computer's name.
      platform_uname: z.array(z.unknown()).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  status: z
    .object({
      state: z
        .object({ flags: FLAGS.optional().catch(undefined) })
        .optional()
        .catch(undefined),
      job: JOB.optional().catch(undefined),
      progress: PROGRESS.optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

type Status = NonNullable<z.infer<typeof MESSAGE>["status"]>;

/** Moving comes before all else: a print that is being ended still heats and moves. */
function stateOf(flags: z.infer<typeof FLAGS>): Activity["state"] | undefined {
  if (flags.error) return "error";
  if (flags.pausing || flags.resuming || flags.cancelling || flags.finishing) return "printing";
  if (flags.paused) return "paused";
  if (flags.printing) return "printing";
  if (flags.closedOrError) return "disconnected";
  return flags.operational || flags.ready ? "idle" : undefined;
}

/** A file's name as a page may show it; one that is longer or of nothing is left out. */
function fileOf({ job }: Status): string | undefined {
  const read = readTypedName(job?.file?.name ?? "", LONGEST_FILE_NAME);
  return read.ok ? read.name : undefined;
}

function activityOf(status: Status | undefined): AgentStatus["activity"] {
  const flags = status?.state?.flags;
  if (!status || !flags) return undefined;
  const state = stateOf(flags);
  if (!state) return "unknown";
  if (state !== "printing" && state !== "paused") return { state };
  const file = fileOf(status);
  const { completion, printTimeLeft } = status.progress ?? {};
  return {
    state,
    ...(completion !== undefined && { progress: Math.round(completion * 10) / 1000 }),
    ...(file !== undefined && { file }),
    ...(printTimeLeft !== undefined && { secondsLeft: Math.round(printTimeLeft) }),
  };
}

/** Klipper's agent says so while it does not know what its printer does. */
const isNothing = (json: unknown) =>
  typeof json === "object" && json !== null && !Array.isArray(json) && Object.keys(json).length === 0;

/**
 * Reads a text frame of an agent: JSON of any combination of keys, of which a few mean something here.
 * @returns undefined for what is no JSON object
 */
export function readStatus(frame: Uint8Array): AgentStatus | undefined {
  if (frame.length > MAX_TEXT_BYTES) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(frame).toString("utf8"));
  } catch {
    return undefined;
  }
  const read = MESSAGE.safeParse(json);
  if (!read.success) return undefined;
  const { settings, status } = read.data;
  return {
    agent: settings?.agent && {
      kind: NAMES[settings.agent.name],
      version: settings.agent.version,
      hostName: readHostName(settings.platform_uname?.[1]) ?? undefined,
    },
    activity: isNothing(json) ? "unknown" : activityOf(status),
  };
}

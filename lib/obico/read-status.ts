import { z } from "zod";
import { readHostName } from "@/lib/host-name";
import { MAX_TEXT_BYTES } from "@/lib/obico/limits";

/** The two programs that speak this protocol. */
export type AgentKind = "octoprint" | "moonraker";

/** What an agent says about itself and its printer. Every part may be absent: what is unreadable counts as that. */
export type AgentStatus = {
  /** Which program it is, once it says so: in the first message of a connection, as a rule. */
  agent: { kind: AgentKind; version: string | undefined; hostName: string | undefined } | undefined;
  /** Whether the printer prints now (a paused print is one). */
  isPrinting: boolean | undefined;
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
const FLAGS = z.object({ printing: z.boolean().catch(false), paused: z.boolean().catch(false) });

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
    })
    .optional()
    .catch(undefined),
});

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
  const flags = status?.state?.flags;
  return {
    agent: settings?.agent && {
      kind: NAMES[settings.agent.name],
      version: settings.agent.version,
      hostName: readHostName(settings.platform_uname?.[1]) ?? undefined,
    },
    isPrinting: flags && (flags.printing || flags.paused),
  };
}

import ipaddr from "ipaddr.js";
import { z } from "zod";
import { readHostName } from "@/lib/host-name";

/** What an agent without a token says of itself, as far as it is kept. */
export type ToldByAgent = {
  deviceId: string;
  agent: "octoprint" | "klipper";
  hostName: string | null;
  /** Address in its own network: a private one, or none. */
  lanIp: string | null;
};

const LAN_RANGES = new Set(["private", "linkLocal", "uniqueLocal"]);

/** An address as it may be shown: only such as are nobody's on the internet. @param said anything */
export function readLanIp(said: unknown): string | null {
  if (typeof said !== "string" || said.length > 45 || !ipaddr.isValid(said)) return null;
  const address = ipaddr.process(said);
  return LAN_RANGES.has(address.range()) ? address.toString() : null;
}

/** An id is 32 hexadecimal digits; what else an agent says may be anything, and is looked at piece by piece. */
const shape = z.object({
  device_id: z.string().regex(/^[0-9a-f]{32}$/i),
  agent: z.unknown().optional(),
  hostname: z.unknown().optional(),
  host_or_ip: z.unknown().optional(),
  one_time_passcode: z.unknown().optional(),
});

/**
 * Reads the body of `unlinked`. Klipper's agent is known by the passcode that it asks for.
 * @returns undefined for what no agent sends
 */
export function readUnlinked(fields: Record<string, unknown>): ToldByAgent | undefined {
  const read = shape.safeParse(fields);
  if (!read.success) return undefined;
  const { device_id, agent, hostname, host_or_ip, one_time_passcode } = read.data;
  const isKlipper = agent === "moonraker_obico" || one_time_passcode !== undefined;
  return {
    deviceId: device_id.toLowerCase(),
    agent: isKlipper ? "klipper" : "octoprint",
    hostName: readHostName(hostname),
    lanIp: readLanIp(host_or_ip),
  };
}

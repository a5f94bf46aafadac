import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import { seconds } from "@/lib/clock";
import { callPrinter, type PrinterAnswer } from "@/lib/connector/call-printer";
import { PLATFORMS } from "@/lib/printers/platforms";

/** Short: the connection to the portal waits for it. */
const PATIENCE_MS = seconds(3);

/** Where Moonraker listens by itself, when the address that was given is the front end before it. */
const MOONRAKER_PORT = "7125";

export type FoundPlatform = {
  /** `HostPlatform` of the protocol; 0 where something answers that is none of those we know. */
  platform: number;
  /** Origin of Moonraker's own server. */
  moonraker?: string;
};

const Version = z.object({ text: z.string() });
const ServerInfo = z.object({ result: z.object({ klippy_connected: z.boolean() }) });
const Refused = z.object({ error: z.object({ code: z.union([z.literal(401), z.literal(403)]), message: z.string() }) });

/** With logins forced Moonraker refuses, in its own way. */
const isMoonraker = (answer: PrinterAnswer) => answer.ok && (ServerInfo.safeParse(answer.body).success || (answer.status >= 401 && Refused.safeParse(answer.body).success));

const isPrusaLinkRealm = (headers: IncomingHttpHeaders) => /realm="?(Printer API|PrusaLink)/i.test(headers["www-authenticate"] ?? "");

function namedBy(version: PrinterAnswer): number | undefined {
  if (!version.ok) return undefined;
  const said = version.status === 200 ? Version.safeParse(version.body) : undefined;
  // Moonraker calls itself "OctoPrint (Moonraker v0.9)" for the sake of slicers.
  if (said?.success && /^OctoPrint(?! \(Moonraker)/.test(said.data.text)) return PLATFORMS.octoprint;
  if (said?.success && said.data.text.startsWith("PrusaLink")) return PLATFORMS.prusalink;
  return version.status === 401 && isPrusaLinkRealm(version.headers) ? PLATFORMS.prusalink : undefined;
}

/** Without a key OctoPrint tells no version; that it takes questions for keys it tells everybody. */
async function takesKeyQuestions(printer: string, version: PrinterAnswer, signal: AbortSignal): Promise<boolean> {
  if (!version.ok || (version.status !== 401 && version.status !== 403)) return false;
  const probe = await callPrinter(printer, { path: "/plugin/appkeys/probe", patienceMs: PATIENCE_MS, signal });
  return probe.ok && probe.status === 204;
}

export function moonrakerBeside(printer: string): string {
  const url = new URL(printer);
  return `http://${url.hostname}:${MOONRAKER_PORT}`;
}

/**
 * Finds out what the connector stands beside, by what each program answers to anybody.
 * @param printer origin that was given; for Moonraker it may be its front end's
 * @param octoPrintKey of the OctoPrint at that address, if there is one
 * @returns undefined when nothing answers there
 */
export async function detectPlatform(printer: string, octoPrintKey: string | undefined, signal: AbortSignal): Promise<FoundPlatform | undefined> {
  const ask = (origin: string, path: string, headers = {}) => callPrinter(origin, { path, headers, patienceMs: PATIENCE_MS, signal });
  const own = moonrakerBeside(printer);
  const [version, here, beside] = await Promise.all([
    ask(printer, "/api/version", octoPrintKey === undefined ? {} : { "X-Api-Key": octoPrintKey }),
    ask(printer, "/server/info"),
    own === printer ? undefined : ask(own, "/server/info"),
  ]);
  const besideIsMoonraker = beside !== undefined && isMoonraker(beside);
  if (isMoonraker(here)) return { platform: PLATFORMS.klipper, moonraker: besideIsMoonraker ? own : printer };
  const named = namedBy(version);
  if (named !== undefined) return { platform: named };
  if (await takesKeyQuestions(printer, version, signal)) return { platform: PLATFORMS.octoprint };
  if (besideIsMoonraker) return { platform: PLATFORMS.klipper, moonraker: own };
  return version.ok || here.ok ? { platform: PLATFORMS.other } : undefined;
}

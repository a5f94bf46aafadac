import type { IncomingHttpHeaders } from "node:http";
import { seconds } from "@/lib/clock";
import { callPrinter, type PrinterAnswer } from "@/lib/connector/call-printer";
import { findFrontEndMoonraker } from "@/lib/connector/platforms/find-front-end-moonraker";
import { fields, flag, oneOf, text } from "@/lib/connector/read-json";
import { PLATFORMS } from "@/lib/octostream/platforms";

/** Short: the connection to the portal waits for it. */
const PATIENCE_MS = seconds(3);

export type FoundPlatform = {
  /** `HostPlatform` of the protocol; 0 where something answers that is none of those we know. */
  platform: number;
  /** Origin that speaks Moonraker's API: the one that was given, or the one that the front end there is set to. */
  moonraker?: string;
};

const Version = fields({ text: text() });
const ServerInfo = fields({ result: fields({ klippy_connected: flag }) });
const Unauthorized = fields({
  error: fields({ code: oneOf(401, 403), message: text() }),
});

/** With logins forced Moonraker refuses, in its own way. */
const isMoonraker = (answer: PrinterAnswer) =>
  answer.ok &&
  (ServerInfo.safeParse(answer.body).success || (answer.status >= 401 && Unauthorized.safeParse(answer.body).success));

const isPrusaLinkRealm = (headers: IncomingHttpHeaders) =>
  /realm="?(Printer API|PrusaLink)/i.test(headers["www-authenticate"] ?? "");

function namedBy(version: PrinterAnswer): number | undefined {
  if (!version.ok) return undefined;
  const said = version.status === 200 ? Version.safeParse(version.body) : undefined;
  // Moonraker calls itself "OctoPrint (Moonraker v0.9)" for the sake of slicers.
  if (said?.success && /^OctoPrint(?! \(Moonraker)/.test(said.data.text)) return PLATFORMS.octoprint;
  if (said?.success && said.data.text.startsWith("PrusaLink")) return PLATFORMS.prusalink;
  return version.status === 401 && isPrusaLinkRealm(version.headers) ? PLATFORMS.prusalink : undefined;
}

/** Without a key OctoPrint tells no version; that it takes questions for keys it tells everybody. */
async function takesKeyQuestions(printer: string, signal: AbortSignal): Promise<boolean> {
  const probe = await callPrinter(printer, { path: "/plugin/appkeys/probe", patienceMs: PATIENCE_MS, signal });
  return probe.ok && probe.status === 204;
}

/**
 * Finds out what kind of printer the connector serves, by what the program at the given address answers to anybody. No
 * other port is asked, but where the program there is a front end of Klipper that names one (see
 * findFrontEndMoonraker).
 * @param printer origin that was given
 * @param octoPrintKey of the OctoPrint at that address, if there is one; sent only to what refuses without it
 * @returns undefined when nothing answers there
 */
export async function detectPlatform(
  printer: string,
  octoPrintKey: string | undefined,
  signal: AbortSignal,
): Promise<FoundPlatform | undefined> {
  const ask = (origin: string, path: string, headers = {}) =>
    callPrinter(origin, { path, headers, patienceMs: PATIENCE_MS, signal });
  const [version, here] = await Promise.all([ask(printer, "/api/version"), ask(printer, "/server/info")]);
  if (isMoonraker(here)) return { platform: PLATFORMS.klipper, moonraker: printer };
  const named = namedBy(version);
  if (named !== undefined) return { platform: named };
  if (version.ok && (version.status === 401 || version.status === 403)) {
    if (await takesKeyQuestions(printer, signal)) return { platform: PLATFORMS.octoprint };
    const known =
      octoPrintKey !== undefined && namedBy(await ask(printer, "/api/version", { "X-Api-Key": octoPrintKey }));
    if (known) return { platform: known };
  }
  if (!version.ok && !here.ok) return undefined;
  const moonraker = await findFrontEndMoonraker(printer, signal, PATIENCE_MS);
  const isBelieved = moonraker !== undefined && isMoonraker(await ask(moonraker, "/server/info"));
  return isBelieved ? { platform: PLATFORMS.klipper, moonraker } : { platform: PLATFORMS.other };
}

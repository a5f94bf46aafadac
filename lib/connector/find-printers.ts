import { seconds } from "@/lib/clock";
import { callPrinter } from "@/lib/connector/call-printer";
import { detectPlatform } from "@/lib/connector/platforms/detect-platform";
import { fields, text } from "@/lib/connector/read-json";
import { t } from "@/lib/connector/texts";
import { PLATFORMS, platformOf, type Platform } from "@/lib/octostream/platforms";

/** Where printers' programs usually are on a machine; several of one kind have the ports behind the first. */
const USUAL_PORTS = [80, 5000, 5001, 5002, 5003, 7125, 7126, 7127, 7128, 8080];
/** A web server that stands before the program behind it, with the webcam and the front end. */
const FRONT_PORT = "";

const PATIENCE_MS = seconds(3);

export type FoundPrinter = {
  /** Origin, to be given as `--printer`. */
  printer: string;
  kind: Platform;
  /** Of its program, where that tells it to anybody. */
  version: string | undefined;
};

const OctoPrint = fields({ server: text() });
const Moonraker = fields({ result: fields({ moonraker_version: text() }) });

async function versionOf(printer: string, kind: Platform, moonraker = printer): Promise<string | undefined> {
  if (kind === "klipper") {
    const told = await callPrinter(moonraker, { path: "/server/info", patienceMs: PATIENCE_MS });
    return told.ok ? Moonraker.safeParse(told.body).data?.result.moonraker_version : undefined;
  }
  if (kind !== "octoprint") return undefined;
  const told = await callPrinter(printer, { path: "/api/version", patienceMs: PATIENCE_MS });
  const version = told.ok && told.status === 200 ? OctoPrint.safeParse(told.body).data?.server : undefined;
  if (version !== undefined) return version;
  // Where its page is for everybody, that tells it too.
  const page = await callPrinter(printer, { path: "/", patienceMs: PATIENCE_MS });
  const shown = page.ok && typeof page.body === "string" ? page.body : "";
  return /\b(?:DISPLAY_)?VERSION = "([\w.+-]{1,60})"/.exec(shown)?.[1];
}

/** What answers at one address. @returns undefined when nothing does that a connector can serve */
export async function lookAtPrinter(printer: string): Promise<FoundPrinter | undefined> {
  const found = await detectPlatform(printer, undefined, new AbortController().signal);
  if (!found || found.platform === PLATFORMS.other) return undefined;
  const kind = platformOf(found.platform);
  return { printer, kind, version: await versionOf(printer, kind, found.moonraker) };
}

const portOf = ({ printer }: FoundPrinter) => new URL(printer).port;

/**
 * Of a program and the web server before it, one: the web server, which has the webcam too. Where several programs of
 * its kind are behind it, it may stand before any of them, and each is taken by itself.
 */
function withoutDoubles(found: FoundPrinter[]): FoundPrinter[] {
  const fronts = found.filter((item) => portOf(item) === FRONT_PORT);
  return found.filter((item) => {
    const behind = found.filter((other) => other.kind === item.kind && !fronts.includes(other));
    if (fronts.includes(item)) return behind.length < 2;
    return !(behind.length === 1 && fronts.some((front) => front.kind === item.kind));
  });
}

/**
 * Finds the printers' programs of this machine: OctoPrint, Moonraker and PrusaLink at their usual ports.
 * @param ports for tests
 */
export async function findPrinters(ports: readonly number[] = USUAL_PORTS): Promise<FoundPrinter[]> {
  const looked = await Promise.all(ports.map((port) => lookAtPrinter(new URL(`http://127.0.0.1:${port}`).origin)));
  return withoutDoubles(looked.filter((item) => item !== undefined));
}

const nameOf = (kind: Platform) =>
  kind === "octoprint" ? "OctoPrint" : kind === "prusalink" ? "PrusaLink" : t(`connector.programs.${kind}`);

/** As a person knows it: `OctoPrint 1.11.8 at 127.0.0.1:5000`. */
export function sayPrinter({ printer, kind, version }: FoundPrinter): string {
  const shown = version?.replace(/\p{Cc}/gu, "").slice(0, 60);
  const name = `${nameOf(kind)}${shown ? ` ${shown}` : ""}`;
  return t("connector.find.at", { name, host: new URL(printer).host });
}

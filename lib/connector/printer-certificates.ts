import { Agent, type AgentOptions, type RequestOptions } from "node:https";
import path from "node:path";
import type { Duplex } from "node:stream";
import tls, { type ConnectionOptions, type TLSSocket } from "node:tls";
import type { Report } from "@/lib/connector/connector-event";
import { FolderError, readIfThere, writePrivate } from "@/lib/connector/private-files";
import { record, text } from "@/lib/connector/read-json";
import { t } from "@/lib/connector/texts";
import { shared } from "@/lib/shared";

const Stored = record(text((fingerprint) => /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/.test(fingerprint)));

const fileIn = (folder: string) => path.join(folder, "printer-certificates.json");

/**
 * Certificates of a printer that nobody vouches for, as printers in a home have them: the first one seen at an address
 * is kept, and another one later gets nothing (trust on first use, as SSH does it).
 */
class PrinterCertificates {
  private constructor(
    private readonly folder: string,
    private readonly report: Report,
    private readonly known: Map<string, string>,
  ) {}

  private told = "";
  private saving: Promise<unknown> = Promise.resolve();

  /** Resolves when what is kept is in its file. */
  saved = (): Promise<unknown> => this.saving;

  static async load(folder: string, report: Report): Promise<PrinterCertificates> {
    const text = await readIfThere(fileIn(folder));
    try {
      const stored = text === undefined ? {} : Stored.parse(JSON.parse(text));
      return new PrinterCertificates(folder, report, new Map(Object.entries(stored)));
    } catch {
      throw new FolderError(t("connector.folder.damagedCertificates", { file: fileIn(folder) }));
    }
  }

  /** Whether a connection may be used. One that others vouch for always may. @param place host and port */
  accepts(place: string, socket: TLSSocket): boolean {
    if (socket.authorized) return true;
    const { fingerprint256: shown } = socket.getPeerCertificate();
    if (!shown) return false;
    const kept = this.known.get(place);
    if (kept === undefined) this.keep(place, shown);
    else if (kept !== shown) this.tellChange(place, shown);
    return kept === undefined || kept === shown;
  }

  private keep(place: string, shown: string): void {
    this.known.set(place, shown);
    this.saving = writePrivate(
      fileIn(this.folder),
      `${JSON.stringify(Object.fromEntries(this.known), null, 2)}\n`,
    ).catch(() => undefined);
    const text = t("connector.certificate.kept", { place, fingerprint: shown });
    this.report({ event: "certificate", state: "kept", printer: `https://${place}`, fingerprint: shown, text });
  }

  private tellChange(place: string, shown: string): void {
    if (this.told === shown) return;
    this.told = shown;
    const way = t("connector.certificate.takeNew", { file: fileIn(this.folder) });
    const text = `${t("connector.certificate.changed", { place, fingerprint: shown })} ${way}`;
    this.report({ event: "certificate", state: "changed", printer: `https://${place}`, fingerprint: shown, text });
  }
}

/** The printers that this process serves, by host name. */
const certificates = () => shared("printer-certificates", () => new Map<string, PrinterCertificates>());

/**
 * Loads what is kept of a printer's certificates, for all connections to it.
 * @param printer its origin @throws FolderError when the file is damaged
 */
export async function loadPrinterCertificates(folder: string, printer: string, report: Report): Promise<void> {
  const { hostname } = new URL(printer);
  await certificates().get(hostname)?.saved();
  certificates().set(hostname, await PrinterCertificates.load(folder, report));
}

/** Connects to printers over TLS, and hands a connection over only once its certificate was accepted. */
export class PrinterAgent extends Agent {
  constructor(options: AgentOptions = {}) {
    super({ ...options, rejectUnauthorized: false });
  }

  // As Node calls it: a connection that is not there yet is handed over later.
  override createConnection(
    options: RequestOptions,
    onCreated?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const host = options.host ?? "localhost";
    const name = host.includes(":") ? `[${host}]` : host;
    const place = `${name}:${options.port ?? 443}`;
    const socket = tls.connect({ ...(options as ConnectionOptions), rejectUnauthorized: false });
    const fail = (error: Error) => onCreated?.(error, socket);
    socket.once("error", fail);
    socket.once("secureConnect", () => {
      socket.off("error", fail);
      if (socket.authorized || certificates().get(name)?.accepts(place, socket)) return onCreated?.(null, socket);
      socket.destroy();
      fail(new Error("The printer's certificate is not the one that was kept."));
    });
    return undefined;
  }
}

/** For one request on a connection of its own. */
export const freshAgent = (protocol: string): PrinterAgent | false =>
  protocol === "https:" ? new PrinterAgent({ keepAlive: false }) : false;

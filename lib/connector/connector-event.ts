import type { Platform } from "@/lib/octostream/platforms";

/** What is at the printer's address: decided once and kept, not known yet, or something else than was decided. */
export type PrinterEvent = {
  event: "printer";
  state: "found" | "unknown" | "different";
  /** What it is taken for. */
  kind: Platform;
  /** Origin that was given. */
  printer: string;
  /** Origin that Moonraker's paths go to. */
  moonraker?: string | undefined;
  /** All of it as a sentence. */
  text: string;
};

/** A certificate that nobody vouches for was seen at the printer's address: the first one, or another than before. */
export type CertificateEvent = {
  event: "certificate";
  state: "kept" | "changed";
  printer: string;
  /** SHA-256. */
  fingerprint: string;
  text: string;
};

/** What a connector says while it runs; with `--json` one of these a line. */
export type ConnectorEvent =
  | PrinterEvent
  | CertificateEvent
  | { event: "setup"; state: "ready" | "sent" | "failed"; text: string }
  | { event: "online"; printerId: string }
  | { event: "code"; code: string; link: string; validForSeconds: number }
  | { event: "linked"; name: string }
  | { event: "unlinked" }
  | { event: "popup"; title: string; text: string }
  | { event: "octoprint-key"; state: "asking" | "granted" | "failed"; text: string }
  | { event: "offline"; reason: string };

/** An event of one of several printers also says which: the origin that was given. */
export type Report = (event: ConnectorEvent) => void;

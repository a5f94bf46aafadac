/** What a connector says while it runs; with `--json` one of these a line. */
export type ConnectorEvent =
  | { event: "online"; printerId: string }
  | { event: "code"; code: string; link: string; validForSeconds: number }
  | { event: "linked"; name: string }
  | { event: "unlinked" }
  | { event: "popup"; title: string; text: string }
  | { event: "octoprint-key"; state: "asking" | "granted" | "failed"; text: string }
  | { event: "offline"; reason: string };

export type Report = (event: ConnectorEvent) => void;

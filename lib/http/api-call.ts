import type { IncomingHttpHeaders } from "node:http";

/** A request to an API that server.ts answers from `lib`, with its body read (at most the server's limit). */
export type ApiCall = {
  method: string;
  /** Lower case, no query, no slash at the end. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** Normalised client address. */
  address: string;
  /** The `<label>` of `app-<label>.<relay domain>`, when the request came to such a host. */
  relayLabel: string | undefined;
};

/** A JSON answer. `status` may lie over 599: app connections answer 600 to 610. `reason`: a short word for the log. */
export type ApiAnswer = { status: number; body: unknown; headers?: Record<string, string>; reason?: string };

import type { Method } from "@/lib/obico/limits";

/** A header's name and value. */
export type Pair = readonly [name: string, value: string];

/** A request that an agent makes to its printer. */
export type TunnelRequest = {
  ref: string;
  method: Method;
  /** Path and query; exactly one slash first, since agents read it as browsers do. */
  path: string;
  headers: Record<string, string>;
  data: Uint8Array | null;
  /** Seconds for connecting, and for each pause of the answer. */
  timeout?: number;
};

/** What became of a request. */
export type TunnelAnswer = {
  ref: string;
  status: number;
  headers: Pair[];
  /** Single; in the headers they are joined. */
  cookies: string[];
  /** A view of the message: use it as it is, never its `.buffer`. */
  content: Uint8Array;
  /** The content is a zlib stream. */
  compressed: boolean;
  /** The printer could not be asked: a sentence of the agent, for nobody's eyes. */
  fault: string | undefined;
};

/** A message for a WebSocket of the printer. */
export type SocketCommand = { ref: string; path: string } & (
  { type: "connect" | "tunnel_close"; data: null } | { type: "tunnel_message"; data: string | Uint8Array }
);

/** What a WebSocket of the printer said. */
export type SocketEvent = { ref: string } & (
  { type: "octoprint_message"; data: string | Uint8Array } | { type: "octoprint_close"; data: null }
);

/** Whether somebody watches: with `viewing` an agent sends a picture at once. */
export type RemoteStatus = { viewing: boolean; should_watch: boolean };

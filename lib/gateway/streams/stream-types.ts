import type { Pair } from "@/lib/octostream/messages";

/** Why a stream could not do what it was opened for. */
export type StreamError =
  /** The printer's connection is gone. */
  | "printer_gone"
  /** The printer's program runs, and the printer itself does not answer it. */
  | "printer_unreachable"
  /** Nothing came for too long. */
  | "timeout"
  /** The answer broke off, or does not follow the protocol. */
  | "broken"
  /** The app reads so slowly that there is no room for what it has still to read. */
  | "reader_too_slow"
  /** More than an agent of Obico's takes, or gives, at once. */
  | "upload_too_large"
  | "download_too_large"
  /** What an agent never answered: it has no end. */
  | "endless";

/** A request as it goes to the printer. Headers are the final ones. */
export type StreamRequest = {
  kind: "http" | "websocket";
  method: string;
  /** Path and query as they came, starting with "/". */
  url: string;
  /** Host, with port where needed, that the app knows the printer by. */
  publicHost: string;
  headers: Pair[];
  /** Bytes of the body: 0 for none, -1 when not known. */
  bodySize: number;
  /** Who asks, normalised: OctoPrint is told, so that it does not take an app for its own machine. */
  from?: string;
};

export type ResponseHead = {
  /** 200 to 599. */
  status: number;
  headers: Pair[];
  /** Bytes of the body, -1 when not known. */
  size: number;
};

/** Who takes what a stream brings. Exactly one of `onEnd` and `onError` comes last, unless the stream was cancelled. */
export type StreamSink = {
  /** HTTP: the answer's head, before its data. */
  onHead?(head: ResponseHead): void;
  /**
   * WebSocket: the printer accepted. Printers' plugins never say so; our connector does.
   * @param protocol the chosen one
   */
  onOpen?(protocol: string | undefined): void;
  /**
   * Bytes of a body, or one message. @param flushed to be called when they have left our memory: until then they count
   * as waiting, and the printer sends no more than a window beyond them
   */
  onData(bytes: Uint8Array, isText: boolean, flushed: () => void): void;
  /** WebSocket: the printer closed with this code. `onEnd` follows. */
  onClose?(code: number, reason: string): void;
  onEnd(): void;
  /**
   * @param status what the printer answered to a WebSocket handshake it refused, where that is known
   * @param reason for the log
   */
  onError(error: StreamError, status?: number, reason?: string): void;
};

export type OpenStream = {
  /**
   * Sends a piece of the body, or one message, when the printer has room for it.
   * @returns false when the stream is over
   */
  send(bytes: Uint8Array, isText: boolean): Promise<boolean>;
  /** HTTP: the body is complete. */
  finish(): void;
  /** WebSocket: closes with code and reason. */
  close(code: number, reason: string): void;
  /** Gives the stream up; the sink hears nothing more. */
  cancel(): void;
};

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { LimitAnswer } from "@/lib/rate-limits/rate-limit-store";
import type { RelayStatus } from "@/lib/relay/relay-errors";
import type { WebcamBudget } from "@/lib/relay/webcam-budget";

/** A printer, and where it is asked for what its owner calls it and its address in its own network. */
export type RelayedPrinter = { publicId: string; name?: string; lanAddress?: string | undefined };

/** What the relay may do for a caller, decided per request. Statuses as in docs/app-contract.md#4-app-apis. */
export type Authenticated =
  | { ok: true; connectionId: string; userId: string; appId?: string; printer: RelayedPrinter }
  | { ok: false; status: 603 | 604 | 605 | 606 };

export type RelayLimits = {
  maxDownloadFileSizeBytes: number;
  maxUploadFileSizeBytes: number;
  maxSingleWebcamStreamLengthSeconds: number;
};

export type RelayDependencies = {
  /** For a browser's preflight, which comes without credentials. Not a use of the connection. */
  findConnection(label: string): Promise<Authenticated>;
  /**
   * @param label of `app-<label>.<relay domain>`
   * @param authorization the request's header, basic or bearer
   * @param address the client's, normalised
   */
  authenticate(label: string, authorization: string | undefined, address: string): Promise<Authenticated>;
  limits: RelayLimits;
  /** Takes one minute of webcam from an account's budget. */
  takeWebcamMinute(userId: string): Promise<LimitAnswer>;
  /**
   * Counts a request for an unknown host or with wrong credentials; good requests are never counted.
   * @param address the client's
   */
  takeGuess(address: string): Promise<LimitAnswer>;
  /** Takes one preflight from a connection's budget. */
  takePreflight(connectionId: string): Promise<LimitAnswer>;
  /** Takes one WebSocket from a connection's budget. */
  takeSocket(connectionId: string): Promise<LimitAnswer>;
};

/** An authenticated caller's way to one printer. */
export type RelayTarget = {
  connectionId: string;
  /** Account that the connection belongs to. */
  userId: string;
  publicId: string;
  printer?: RelayedPrinter;
  /** App that the connection is for. */
  appId?: string | undefined;
  /** Host, with port where needed, that the app knows the printer by. */
  publicHost: string;
  /** The same with its scheme. */
  publicOrigin: string;
  /** The client's address, normalised. */
  from: string;
  /** `Authorization` is the printer's own. */
  passesAuthorization: boolean;
  limits: RelayLimits;
  webcam: WebcamBudget;
  /** The printer's own page, in a browser of its owner: what it says is kept from other origins. */
  isOwnersPage?: boolean;
  /** For apps alone: no page of another origin may read what the printer says. */
  isForAppsAlone?: boolean;
  /** Answers faults in a way of its own; without it they have the relay's statuses. */
  sendFault?(request: IncomingMessage, response: ServerResponse, status: RelayStatus): void;
  /** The same for a WebSocket handshake. */
  refuse?(request: IncomingMessage, socket: Duplex, status: RelayStatus | { printerStatus: number }): void;
};

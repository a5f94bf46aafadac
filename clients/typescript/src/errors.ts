/** What went wrong, by the statuses of the portal and its relay, or before there was one. */
export type ErrorCode =
  | "bad_request"
  | "server_fault"
  | "printer_offline"
  | "printer_timeout"
  | "no_connection"
  | "revoked"
  | "no_perks"
  | "wrong_credentials"
  | "download_too_large"
  | "upload_too_large"
  | "webcam_limit"
  | "printer_program"
  | "not_a_completion"
  | "state_mismatch"
  | "unreachable"
  | "handshake_failed"
  | "unexpected";

const CODES: Readonly<Record<number, ErrorCode>> = {
  400: "bad_request",
  600: "server_fault",
  601: "printer_offline",
  602: "printer_timeout",
  603: "no_connection",
  604: "revoked",
  605: "no_perks",
  606: "wrong_credentials",
  607: "download_too_large",
  608: "upload_too_large",
  609: "webcam_limit",
  610: "printer_program",
};

const FINAL: readonly ErrorCode[] = ["no_connection", "revoked", "wrong_credentials"];

/** Something that was expected to go wrong at times. Its message is for a log, not for people. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";

  /**
   * @param code what went wrong
   * @param status the HTTP status, where there was an answer
   * @param retryAfterSeconds when to ask again, where the answer said so
   * @param reason what lies beneath
   */
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly status?: number,
    readonly retryAfterSeconds?: number,
    readonly reason?: unknown,
  ) {
    super(message);
  }

  /** The connection is of no use any more: forget it, and connect anew. Everything else passes. */
  get isFinal(): boolean {
    return FINAL.includes(this.code);
  }
}

/** Whether a status is the relay's own: all others are the printer's. */
export const isRelayStatus = (status: number): boolean => status >= 600 && status <= 610;

/** What an answer's status means. @param sentence that came with it */
export function errorOf(response: Pick<Response, "status" | "headers">, sentence: string): ConnectionError {
  const { status, headers } = response;
  const wait = Number(headers.get("Retry-After") ?? NaN);
  const code = CODES[status] ?? "unexpected";
  return new ConnectionError(code, sentence || `status ${status}`, status, Number.isFinite(wait) ? wait : undefined);
}

const NO_LOCAL_NAMES =
  'No answer came: this computer finds no names below localhost. See "While you try it" in the README.';

/** No answer came. @param host that was asked */
export function unreachable(reason: unknown, host: string): ConnectionError {
  const { code } = ((reason as { cause?: unknown } | undefined)?.cause ?? {}) as { code?: unknown };
  const isUnknown = code === "ENOTFOUND" && /\.localhost(:\d+)?$/.test(host);
  return new ConnectionError(
    "unreachable",
    isUnknown ? NO_LOCAL_NAMES : "No answer came.",
    undefined,
    undefined,
    reason,
  );
}

import type { ApiAnswer } from "@/lib/http/api-call";

/** The envelope of every API answer (docs/app-contract.md#4-app-apis): `Error` is always a string. */
export function envelope(status: number, result: object, beside: object = {}): ApiAnswer {
  return { status, body: { ...beside, Status: status, Error: "", IsUserError: false, Result: result } };
}

/** An error in the same envelope. @param error a sentence without internals */
export function errorEnvelope(status: number, error: string, headers: Record<string, string> = {}): ApiAnswer {
  return { status, headers, body: { Status: status, Error: error, IsUserError: status < 600, Result: {} } };
}

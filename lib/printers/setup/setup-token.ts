import { minutes } from "@/lib/clock";
import { keyedDigest } from "@/lib/digest";

/** How long a line for the computer beside a printer works. */
export const SETUP_TOKEN_LIFETIME_MS = minutes(30);

const TOKEN_BYTES = 16;

/**
 * The token of a row: 128 bits that only this server can compute, so that the same line is shown again without being
 * kept anywhere. @param id of its row, random @returns 22 letters, digits, hyphens and underscores
 */
export function setupTokenOf(id: string): string {
  return Buffer.from(keyedDigest("setup-token", id), "hex").subarray(0, TOKEN_BYTES).toString("base64url");
}

/** Whether a text from outside may be a token. */
export const isSetupToken = (text: unknown): text is string => typeof text === "string" && /^[\w-]{22}$/.test(text);

/** An address of a person as it is shown on a computer beside a printer: `r…@example.org`. */
export function shortenEmail(email: string): string {
  const at = email.lastIndexOf("@");
  return `${[...email.slice(0, at)][0] ?? ""}…${email.slice(at)}`;
}

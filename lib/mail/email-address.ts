import { domainToASCII } from "node:url";
import { failure, ok, type Result } from "@/lib/result";

/** What may stand in a local part without quotes (RFC 5321, 4.1.2: Dot-string; RFC 5322, 3.2.3: atext). */
const DOT_STRING = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;

/** Two labels or more, of which the last is no number: an address of a machine is no mailbox's domain here. */
const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** RFC 5321, 4.5.3.1. */
const LONGEST_LOCAL = 64;
const LONGEST = 254;

/**
 * `email_invalid`: no address. `email_local_part`: one that takes a mail server with SMTPUTF8 (RFC 6531), which ours
 * may not have.
 */
export type EmailError = "email_invalid" | "email_local_part";

/**
 * One spelling for each mailbox, as it is kept and compared: no blanks or invisible characters around it, full-width
 * forms as plain ones, lower case, the domain in ASCII (RFC 5891). Quoted local parts (`"a b"@…`) are no address here:
 * hardly a mailbox has one, and much software breaks on them.
 */
export function readEmailAddress(typed: string): Result<{ email: string }, EmailError> {
  const text = typed
    .normalize("NFKC")
    .replace(/^[\p{Cf}\s]+|[\p{Cf}\s]+$/gu, "")
    .toLowerCase();
  const at = text.lastIndexOf("@");
  const [local, domain] = [text.slice(0, Math.max(at, 0)), domainToASCII(text.slice(at + 1))];
  if (!local || !DOMAIN.test(domain) || local.length > LONGEST_LOCAL) return failure("email_invalid");
  const email = `${local}@${domain}`;
  if (email.length > LONGEST) return failure("email_invalid");
  if (DOT_STRING.test(local)) return ok({ email });
  // Letters and digits of any script, with what ASCII allows: a mailbox that there may be.
  const isWide = DOT_STRING.test(local.replace(/[^\p{ASCII}\p{C}\p{Z}]/gu, "x"));
  return failure(isWide ? "email_local_part" : "email_invalid");
}

/** {@link readEmailAddress}, where it does not matter why it is none. */
export function emailAddress(typed: string): string | undefined {
  const read = readEmailAddress(typed);
  return read.ok ? read.email : undefined;
}

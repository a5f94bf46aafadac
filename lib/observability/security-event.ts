import { log } from "@/lib/observability/log";

/** What a guesser or a flood does. */
export type SecurityEvent =
  | "code_failed"
  | "password_failed"
  | "second_factor_failed"
  | "passkey_failed"
  | "limit_hit"
  | "relay_credentials"
  | "handshake_refused";

/**
 * Notes in the log where something came from that a firewall may want to keep out. All such lines have this one shape,
 * which the filter in docs/observability/fail2ban reads: nothing may be added to it.
 * @param address of the client, normalised; IPv6 as its /64
 */
export function noteSecurityEvent(event: SecurityEvent, address: string): void {
  // Not a warning: those leave at once, each in a system call, and a flood would decide how many.
  log.info({ event, address }, "security event");
}

import { Secret, TOTP } from "otpauth";
import { now } from "@/lib/clock";
import { typedCode } from "@/lib/typed-code";

export const TOTP_DIGITS = 6;
const PERIOD_SECONDS = 30;
/** Steps before and after the current one that count, for clocks that differ (RFC 6238 5.2). */
const WINDOW = 1;

const totp = (secret: string, names: { issuer?: string; label?: string } = {}) =>
  new TOTP({
    ...names,
    secret: Secret.fromBase32(secret),
    algorithm: "SHA1",
    digits: TOTP_DIGITS,
    period: PERIOD_SECONDS,
  });

/** A shared secret for an authenticator: 160 random bits in base32 (RFC 4226 4, R6). */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** The address that an authenticator reads, as a link or a QR code. @param label whose account it is */
export function totpUri(secret: string, names: { issuer: string; label: string }): string {
  return totp(secret, names).toString();
}

/**
 * The time step that a code belongs to (RFC 6238 4.2), within one step of now.
 * @param code as typed @returns undefined for a wrong code
 */
export function totpStep(secret: string, code: string): number | undefined {
  const token = typedCode(code);
  if (!/^\d{6}$/.test(token)) return undefined;
  const timestamp = now().getTime();
  const delta = totp(secret).validate({ token, window: WINDOW, timestamp });
  return delta === null ? undefined : Math.floor(timestamp / 1000 / PERIOD_SECONDS) + delta;
}

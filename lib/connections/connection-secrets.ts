import { digest } from "@/lib/digest";
import { randomLabel, randomToken } from "@/lib/random";

/**
 * The secrets of one App Connection, as they leave once in the completion URL. All `[A-Za-z0-9]`, the label lower case.
 */
export type ConnectionSecrets = {
  /** `<label>` of `app-<label>.<relay domain>`: 32 of `a-z0-9`, 165 bits. */
  label: string;
  appApiToken: string;
  basicUser: string;
  basicPassword: string;
  bearerToken: string;
};

// 32 characters carry 190 bits; the readable beginning helps people and secret scanners
// (docs/app-contract.md#3-completion).
const secret = (prefix: string) => `${prefix}${randomToken(32)}`;

export function newConnectionSecrets(): ConnectionSecrets {
  return {
    label: randomLabel(32),
    appApiToken: secret("acpapi"),
    basicUser: secret("acpuser"),
    basicPassword: secret("acppass"),
    bearerToken: secret("acpbearer"),
  };
}

/** An id of a connection; public, 24 characters. */
export function newConnectionId(): string {
  return `acp${randomToken(21)}`;
}

/** The columns that are kept of the secrets: digests only (ASVS 11.5.1). */
export function secretDigests(secrets: ConnectionSecrets) {
  return {
    labelDigest: digest(secrets.label),
    tokenDigest: digest(secrets.appApiToken),
    basicUserDigest: digest(secrets.basicUser),
    basicPasswordDigest: digest(secrets.basicPassword),
    bearerDigest: digest(secrets.bearerToken),
  };
}

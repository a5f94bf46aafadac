import { t } from "@/lib/connector/texts";
const NOT_TRUSTED = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);
const OUT_OF_TIME = new Set(["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"]);
const NO_WAY = new Set(["ENETUNREACH", "EHOSTUNREACH", "ENETDOWN", "EHOSTDOWN", "EADDRNOTAVAIL"]);
const NOT_TLS = new Set(["EPROTO", "ERR_SSL_WRONG_VERSION_NUMBER", "ERR_SSL_PACKET_LENGTH_TOO_LONG"]);
const TOO_LATE = new Set(["ETIMEDOUT", "ABORT_ERR", "ERR_CANCELED"]);

/** Node tries each address of a name, and gathers what went wrong. */
const codeOf = (cause: NodeJS.ErrnoException | AggregateError | undefined): string =>
  (cause && "code" in cause && cause.code) ||
  (cause instanceof AggregateError && (cause.errors[0] as NodeJS.ErrnoException | undefined)?.code) ||
  "";

/**
 * Why the portal cannot be reached, for the person beside the printer: its name, its port or its certificate.
 * @param portal its origin @param cause as Node reports it
 * @returns sentences
 */
export function whyUnreachable(portal: string, cause: NodeJS.ErrnoException | undefined): string {
  const { hostname, port, protocol } = new URL(portal);
  const code = codeOf(cause);
  const at = port || (protocol === "https:" ? "443" : "80");
  if (code === "ENOTFOUND" || code === "EAI_AGAIN" || code === "EAI_NODATA")
    return t("connector.unreachable.name", { portal, host: hostname });
  if (code === "ECONNREFUSED") return t("connector.unreachable.refused", { portal, port: at, host: hostname });
  if (NOT_TRUSTED.has(code)) return t("connector.unreachable.untrusted", { portal });
  if (OUT_OF_TIME.has(code)) return t("connector.unreachable.outOfTime", { portal });
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return t("connector.unreachable.otherName", { portal });
  if (NOT_TLS.has(code)) return t("connector.unreachable.notTls", { portal, port: at, host: hostname });
  if (NO_WAY.has(code)) return t("connector.unreachable.noWay", { portal, host: hostname });
  if (TOO_LATE.has(code)) return t("connector.unreachable.tooLate", { portal, host: hostname });
  return t("connector.unreachable.plain", { portal });
}

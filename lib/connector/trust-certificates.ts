import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import { createSecureContext, rootCertificates } from "node:tls";
import { t } from "@/lib/connector/texts";
import { failure, ok, type Result } from "@/lib/result";
import { setShared, shared } from "@/lib/shared";

/** Certificates that vouch for the portal, beside those that Node trusts by itself. One process knows one portal. */
const added = () => shared<string | undefined>("portal-certificates", () => undefined);

/**
 * Trusts a portal whose certificate an authority of one's own vouches for.
 * @param file certificates in PEM
 * @returns a sentence when it holds none
 */
export function trustCertificates(file: string): Result<object, string> {
  try {
    const pem = readFileSync(file, "utf8");
    if (!pem.includes("-----BEGIN CERTIFICATE-----")) return failure(t("connector.arguments.noCertificate", { file }));
    createSecureContext({ ca: pem });
    setShared("portal-certificates", pem);
    return ok({});
  } catch (error) {
    const reason = error instanceof Error ? error.message : t("connector.arguments.unknown");
    return failure(t("connector.arguments.badCertificate", { file, reason }));
  }
}

/** For one connection to the portal; false: Node's own. */
export function portalAgent(portal: string): Agent | false {
  const pem = added();
  if (pem === undefined || !portal.startsWith("https:")) return false;
  return new Agent({ keepAlive: false, ca: [...rootCertificates, pem] });
}

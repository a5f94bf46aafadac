import { z } from "zod";
import { minutes, now, seconds } from "@/lib/clock";
import { env } from "@/lib/env";
import { log } from "@/lib/observability/log";
import { shared } from "@/lib/shared";

const Document = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  userinfo_endpoint: z.url().optional(),
  jwks_uri: z.url(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
});

/** What the operator's own OpenID provider says about itself (OpenID Connect Discovery 1.0, section 3). */
export type Issuer = z.infer<typeof Document>;

const KEPT_MS = minutes(60);
const PATIENCE_MS = seconds(5);

const kept = () => shared("discovered-issuer", () => ({ at: 0, issuer: undefined as Issuer | undefined }));

/** What was read about the configured issuer lately; undefined before. */
export const knownIssuer = () => kept().issuer;

/**
 * Reads what the configured OpenID provider says about itself, at most once an hour.
 * @returns undefined when it does not answer, or calls itself by another name than the setting does
 */
export async function discoverIssuer(): Promise<Issuer | undefined> {
  const configured = env().outside.oidc?.issuer;
  if (!configured) return undefined;
  if (kept().issuer && now().getTime() - kept().at < KEPT_MS) return kept().issuer;
  try {
    const response = await fetch(`${configured}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(PATIENCE_MS), headers: { Accept: "application/json" } });
    const issuer = Document.parse(await response.json());
    if (issuer.issuer.replace(/\/$/, "") !== configured) throw new Error("it calls itself by another name");
    Object.assign(kept(), { at: now().getTime(), issuer });
    return issuer;
  } catch (error) {
    log.error({ reason: error instanceof Error ? error.message.slice(0, 200) : "unknown" }, "the provider of OIDC_ISSUER could not be read");
    return undefined;
  }
}

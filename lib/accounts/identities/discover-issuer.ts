import { allowInsecureRequests, customFetch, discovery, None, type ServerMetadata } from "openid-client";
import { z } from "zod";
import { providerFault } from "@/lib/accounts/identities/provider-fault";
import { providerFetch } from "@/lib/accounts/identities/provider-fetch";
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
export type Issuer = ServerMetadata & z.infer<typeof Document>;

const KEPT_MS = minutes(60);
/** A provider that does not answer is not asked again for each person who tries. */
const FAILURE_KEPT_MS = seconds(10);

type Kept = {
  at: number;
  failedAt: number;
  issuer: Issuer | undefined;
  underWay: Promise<Issuer | undefined> | undefined;
};
const kept = () =>
  shared("discovered-issuer", (): Kept => ({ at: 0, failedAt: 0, issuer: undefined, underWay: undefined }));

/** What was read about the configured issuer lately; undefined before. */
export const knownIssuer = () => kept().issuer;

async function read(configured: string, clientId: string): Promise<Issuer | undefined> {
  // By the document's address, since the library takes an issuer's name and a slash behind it for two issuers: the
  // name is compared here.
  const address = new URL(`${configured}/.well-known/openid-configuration`);
  let reason: string;
  try {
    const found = await discovery(address, clientId, undefined, None(), {
      [customFetch]: providerFetch(3),
      execute: address.protocol === "http:" ? [allowInsecureRequests] : [],
    });
    const server: ServerMetadata = { ...(found.serverMetadata() as ServerMetadata) };
    const { data } = Document.safeParse(server);
    if (data?.issuer.replace(/\/$/, "") === configured) return { ...server, ...data };
    reason = data ? "it calls itself by another name" : "it is not described as OpenID Connect Discovery asks for";
  } catch (error) {
    reason = providerFault(error);
  }
  log.error({ reason }, "the provider of OIDC_ISSUER could not be read");
  return undefined;
}

/**
 * Reads what the configured OpenID provider says about itself, at most once an hour. Those who ask together wait for
 * one answer.
 * @returns undefined when it does not answer, or calls itself by another name than the setting does
 */
export async function discoverIssuer(): Promise<Issuer | undefined> {
  const configured = env().providers.oidc;
  if (!configured) return undefined;
  const state = kept();
  const time = now().getTime();
  if (state.issuer && time - state.at < KEPT_MS) return state.issuer;
  if (time - state.failedAt < FAILURE_KEPT_MS) return undefined;
  state.underWay ??= read(configured.issuer, configured.clientId).finally(() => (state.underWay = undefined));
  const issuer = await state.underWay;
  if (issuer) Object.assign(state, { at: time, issuer });
  else state.failedAt = time;
  return issuer;
}

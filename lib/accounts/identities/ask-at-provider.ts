import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from "openid-client";
import type { IdentityProviderId } from "@/lib/accounts/identities/identity-providers";
import type { ProviderChecks } from "@/lib/accounts/identities/provider-attempt";
import { providerClient } from "@/lib/accounts/identities/provider-client";
import { providerFault } from "@/lib/accounts/identities/provider-fault";
import { readProfile, type ProviderProfile } from "@/lib/accounts/identities/read-profile";
import { env } from "@/lib/env";
import { log } from "@/lib/observability/log";

/** Where a provider sends people back to. Operators have registered it there. */
const callbackUrl = (provider: IdentityProviderId) => `${env().portalUrl}/api/auth/callback/${provider}`;

/** Nothing came of it, and the log says why. */
function note(provider: IdentityProviderId, error: unknown): undefined {
  log.error({ provider, reason: providerFault(error) }, "provider sign-in");
}

/**
 * Begins a sign-in at a provider: an authorization request with state, PKCE (RFC 7636) and, where there is an id token,
 * a nonce.
 * @returns the provider's address to go to, and what its answer has to be checked against; undefined when it does not
 * answer
 */
export async function beginAtProvider(
  provider: IdentityProviderId,
): Promise<{ location: string; checks: ProviderChecks } | undefined> {
  try {
    const client = await providerClient(provider);
    if (!client) return undefined;
    const checks = {
      state: randomState(),
      verifier: randomPKCECodeVerifier(),
      ...(client.nonce && { nonce: randomNonce() }),
    };
    const { state, verifier, ...nonce } = checks;
    const location = buildAuthorizationUrl(client.configuration, {
      redirect_uri: callbackUrl(provider),
      ...client.parameters,
      state,
      ...nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    });
    return { location: location.href, checks };
  } catch (error) {
    return note(provider, error);
  }
}

/**
 * Takes a provider's answer. Checked are its state and, where it names one, its issuer (RFC 9207), before anybody is
 * asked; then the code is exchanged with the PKCE verifier, and the id token's signature, issuer, audience, nonce and
 * times (OpenID Connect Core 3.1.3.7).
 * @param query of the callback
 * @param checks of the attempt that this browser began
 * @returns who came back; undefined when anything does not fit
 */
export async function readProviderAnswer(
  provider: IdentityProviderId,
  query: URLSearchParams,
  { state, verifier, nonce }: ProviderChecks,
): Promise<ProviderProfile | undefined> {
  try {
    const client = await providerClient(provider);
    if (!client) return undefined;
    const expected = {
      expectedState: state,
      pkceCodeVerifier: verifier,
      // A new one fits no token: an attempt without a nonce is no way around it.
      ...(client.nonce && { expectedNonce: nonce ?? randomNonce() }),
    };
    const answer = new URL(`${callbackUrl(provider)}?${query}`);
    const tokens = await authorizationCodeGrant(client.configuration, answer, expected);
    return readProfile(await client.profileOf({ accessToken: tokens.access_token, claims: tokens.claims() }));
  } catch (error) {
    return note(provider, error);
  }
}

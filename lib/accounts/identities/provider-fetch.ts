import type { CustomFetch } from "openid-client";
import { seconds } from "@/lib/clock";
import { fetchOutbound, type OutboundError } from "@/lib/outbound/fetch-outbound";
import { OPERATORS_OWN } from "@/lib/outbound/outbound-policy";

const LIMITS = { totalMs: seconds(8), bytes: 512 * 1024 };

/** A provider gave no answer. `code` says why, as `cause` of what openid-client throws. */
export class ProviderSilent extends Error {
  constructor(readonly code: OutboundError | "status") {
    super(`no answer of a provider: ${code}`);
  }
}

// A Response takes no others, and no body with these (Fetch, 2.2.3).
const BODILESS = [204, 205, 304];
const canBeRead = (status: number) => status >= 200 && status <= 599;

/**
 * How openid-client asks a provider: by our one way out, within its limits. A provider comes from the settings, or from
 * documents of one that does, so it may be inside the operator's network.
 * @param redirects that are followed: none where a header or a body is a secret
 * @throws ProviderSilent from what it returns
 */
export const providerFetch =
  (redirects: number): CustomFetch =>
  async (url, { method, headers, body }) => {
    const got = await fetchOutbound(url, {
      lane: "provider",
      keys: {},
      policy: OPERATORS_OWN,
      method: method === "POST" ? "POST" : "GET",
      headers: { ...headers, "accept-encoding": "identity" },
      ...(body && { send: String(body) }),
      // What is wrong with a request is in the body of its refusal (RFC 6749, 5.2).
      body: "always",
      redirects,
      ...LIMITS,
    });
    if (!got.ok) throw new ProviderSilent(got.error);
    if (!canBeRead(got.status)) throw new ProviderSilent("status");
    const kept = ["content-type", "www-authenticate"].flatMap((name) => {
      const value = got.headers[name];
      return value === undefined ? [] : [[name, String(value)] as [string, string]];
    });
    const bytes = BODILESS.includes(got.status) ? null : new Uint8Array(got.bytes);
    return new Response(bytes, { status: got.status, headers: kept });
  };

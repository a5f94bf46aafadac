import { seconds } from "@/lib/clock";
import { fetchOutbound, type OutboundFault } from "@/lib/outbound/fetch-outbound";
import { OPERATORS_OWN } from "@/lib/outbound/outbound-policy";
import { failure, ok, type Result } from "@/lib/result";

const LIMITS = { totalMs: seconds(6), bytes: 512 * 1024 };

/** Why a provider said nothing of use. `status`: not 200. `unreadable`: no JSON. */
export type ProviderFault = OutboundFault | "status" | "unreadable";

/**
 * Asks a provider of accounts, from the settings or its own documents, for JSON. It may be inside the operator's
 * network.
 * @param options.redirects that are followed: none where a header is a secret
 */
export async function askProvider(
  url: string,
  { headers = {}, redirects }: { headers?: Record<string, string>; redirects: number },
): Promise<Result<{ json: unknown }, ProviderFault>> {
  const sent = { accept: "application/json", "accept-encoding": "identity", ...headers };
  const got = await fetchOutbound(url, {
    lane: "provider",
    keys: {},
    policy: OPERATORS_OWN,
    headers: sent,
    body: "wanted",
    redirects,
    ...LIMITS,
  });
  if (!got.ok) return got;
  if (got.status !== 200) return failure("status");
  try {
    return ok({ json: JSON.parse(got.bytes.toString()) as unknown });
  } catch {
    return failure("unreadable");
  }
}

import { seconds } from "@/lib/clock";
import { fetchOutbound, type OutboundError } from "@/lib/outbound/fetch-outbound";
import { publicWeb } from "@/lib/outbound/outbound-policy";
import { networkOf } from "@/lib/rate-limits/network-of";
import { failure, ok, type Result } from "@/lib/result";

/** Why no picture came, as a short word for the table of logos. */
export type FetchError = OutboundError | "status";

/**
 * For whom a logo is fetched.
 * @property registered it is the one that the app is registered with
 * @property client address of who looks
 */
export type LogoAsker = { appId: string; registered: boolean; client: string };

const LIMITS = { totalMs: seconds(5), bytes: 2 * 1024 * 1024, redirects: 3 };

// Nothing compressed: what is counted is what arrives.
const HEADERS = {
  accept: "image/png, image/jpeg, image/webp, image/gif",
  "accept-encoding": "identity",
  "user-agent": "App-Connection-Portal",
};

/**
 * Fetches what an app says is its logo (docs/security.md#what-the-portal-fetches-for-others): only from public
 * addresses, which is checked for each redirect anew, with limits for size, time in all, redirects, and how many at
 * once. Says nothing about what the bytes are.
 * @param permit asked once there is a place for it: false is `busy`
 */
export async function fetchLogo(
  address: string,
  { appId, registered, client }: LogoAsker,
  permit: () => Promise<boolean> = async () => true,
): Promise<Result<{ bytes: Buffer }, FetchError>> {
  const keys = registered ? { app: appId } : { app: appId, address: client, network: networkOf(client) };
  const got = await fetchOutbound(address, {
    lane: registered ? "registeredLogo" : "logo",
    keys,
    permit,
    policy: publicWeb(),
    headers: HEADERS,
    body: "wanted",
    ...LIMITS,
  });
  if (!got.ok) return got;
  return got.status === 200 ? ok({ bytes: got.bytes }) : failure("status");
}

import { writeAudit } from "@/lib/audit/audit-store";
import type { ConnectionSecrets } from "@/lib/connections/connection-secrets";
import { mintSibling, type ConsentInput } from "@/lib/connections/consent-store";
import { env } from "@/lib/env";
import { takeFromLimit } from "@/lib/http/rate-limit-store";
import { failure, ok, type Result } from "@/lib/result";

export type MintedConnection = Omit<ConnectionSecrets, "label"> & {
  id: string;
  /** Root URL that stands in for the printer's own address: no path, no slash at the end. */
  url: string;
  /** 1 for the first connection of a consent. */
  sibling: number;
};

const rootUrl = (label: string) => `${env().mode === "production" ? "https" : "http"}://app-${label}.${env().relayDomain}`;

/**
 * Mints an App Connection for a consent (contract section 3). Its secrets are in the answer and nowhere else.
 * @returns `not_allowed` when something the consent rests on is gone; `consent_used_up` when it gives nothing more;
 * `too_many` when the account mints too fast
 */
export async function mintConnection(input: ConsentInput): Promise<Result<MintedConnection, "not_allowed" | "consent_used_up" | "too_many">> {
  const limit = await takeFromLimit("mintsPerAccount", input.userId);
  if (!limit.ok) {
    await writeAudit({ userId: input.userId, kind: "limit_hit", address: input.address, detail: "authorize" });
    return failure("too_many");
  }
  const minted = await mintSibling(input);
  if (!minted.ok) return minted;
  const { id, sibling, secrets } = minted;
  const { label, ...rest } = secrets;
  return ok({ id, sibling, url: rootUrl(label), ...rest });
}

import {
  redeemCode,
  type Redeemed,
  type RedeemError,
  type Redemption,
} from "@/lib/connections/authorization-code-store";
import type { ConnectionSecrets } from "@/lib/connections/connection-secrets";
import type { ConsentInput, MintError } from "@/lib/connections/consent-store";
import { mintSibling, type Minted } from "@/lib/connections/mint-store";
import { endExchanges } from "@/lib/connections/open-exchanges";
import { changesAreSeen } from "@/lib/db/access-changes";
import { env } from "@/lib/env";
import { count } from "@/lib/observability/counts";
import { ok, type Result } from "@/lib/result";

export type MintedConnection = Omit<ConnectionSecrets, "label"> & {
  id: string;
  /** Root URL that stands in for the printer's own address: no path, no slash at the end. */
  url: string;
  /** The same at its tunnel's host, with the basic credentials before it: one colon, all else `[A-Za-z0-9]`. */
  tunnelEndpoint: string;
  /** 1 for the first connection of a consent. */
  sibling: number;
  /** When it ends; null: no end. */
  expiresAt: Date | null;
  /** Consents whose connections it replaced. */
  replacedConsents: string[];
};

const scheme = () => (env().mode === "production" ? "https" : "http");
const rootUrl = (label: string) => `${scheme()}://app-${label}.${env().relayDomain}`;

const tunnelEndpoint = ({ label, basicUser, basicPassword }: ConnectionSecrets) =>
  `${scheme()}://${basicUser}:${basicPassword}@tun-${label}.${env().relayDomain}`;

/** A connection on its way to its app. What runs on connections that it replaces ends at once. */
export async function handOver({ id, sibling, secrets, expiresAt, replaced }: Minted): Promise<MintedConnection> {
  count("mints", sibling === 1 ? "first" : "further");
  for (const ended of replaced) endExchanges(ended.id);
  if (replaced.length > 0) await changesAreSeen();
  const { label, ...rest } = secrets;
  return {
    id,
    sibling,
    url: rootUrl(label),
    tunnelEndpoint: tunnelEndpoint(secrets),
    expiresAt,
    replacedConsents: [...new Set(replaced.map(({ consentId }) => consentId))],
    ...rest,
  };
}

/**
 * Mints an App Connection for a consent (docs/app-contract.md#3-completion). Its secrets are in the answer and nowhere
 * else.
 * @returns `not_allowed` when something the consent rests on is gone; `consent_used_up` when it gives nothing more;
 * `too_many` when the account gave too many consents lately
 */
export async function mintConnection(input: ConsentInput): Promise<({ ok: true } & MintedConnection) | MintError> {
  const minted = await mintSibling(input);
  return minted.ok ? ok(await handOver(minted)) : minted;
}

/** The same for a code that a consent gave (docs/app-contract.md#13-a-completion-bound-to-your-app). */
export async function redeemConnection(
  redemption: Redemption,
): Promise<Result<Omit<Redeemed, keyof Minted> & { connection: MintedConnection }, RedeemError>> {
  const redeemed = await redeemCode(redemption);
  if (!redeemed.ok) return redeemed;
  const { journeyId, userId, appId, printer } = redeemed;
  return ok({ journeyId, userId, appId, printer, connection: await handOver(redeemed) });
}

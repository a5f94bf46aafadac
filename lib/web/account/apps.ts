import { revokeApp } from "@/lib/connections/revoke-app";
import { revokeConsent } from "@/lib/connections/revoke-consent";
import type { AccountPost } from "@/lib/web/account/account-action";

export const APPS_PAGE = "/account/apps";

const revokedUrl = (revoked: string) => `${APPS_PAGE}${revoked === "nothing" ? "" : `?revoked=${revoked}`}`;

/** "Revoke": takes one connection back, at once. One of others is left alone, in the same words as none. */
export const revokeOne = async ({ id, user, address }: AccountPost): Promise<string> =>
  revokedUrl(await revokeConsent({ consentId: id, userId: user.id, address }));

/** "Revoke all": takes everything back that the account gave an app. */
export const revokeAll = async ({ user, field, address }: AccountPost): Promise<string> =>
  revokedUrl(await revokeApp({ appId: field("app"), userId: user.id, address }));

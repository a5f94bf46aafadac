import { revokeAccess } from "@/lib/endings/revoke-access";
import { signInOf, type AccountPost } from "@/lib/web/account/account-action";

export const APPS_PAGE = "/account/apps";

const revokedUrl = (revoked: string) => `${APPS_PAGE}${revoked === "nothing" ? "" : `?revoked=${revoked}`}`;

const revoker = (post: AccountPost) => ({ userId: post.user.id, ...signInOf(post) });

/** "Revoke": takes one connection back, at once. One of others is left alone, in the same words as none. */
export const revokeOne = async (post: AccountPost): Promise<string> =>
  revokedUrl(await revokeAccess({ consentId: post.id }, revoker(post)));

/** "Revoke all": takes everything back that the account gave an app. */
export const revokeAll = async (post: AccountPost): Promise<string> =>
  revokedUrl(await revokeAccess({ appId: post.field("app") }, revoker(post)));

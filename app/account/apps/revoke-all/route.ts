import { revokeApp } from "@/lib/connections/revoke-app";
import { postAccount } from "@/lib/web/account-request";
import { seeOther } from "@/lib/http/see-other";

/** "Revoke all": takes everything back that the account gave an app. */
export function POST(request: Request): Promise<Response> {
  return postAccount(request, "/account/apps", async ({ user, field, address }) => {
    const revoked = await revokeApp({ appId: field("app"), userId: user.id, address });
    return seeOther(`/account/apps${revoked === "nothing" ? "" : `?revoked=${revoked}`}`);
  });
}

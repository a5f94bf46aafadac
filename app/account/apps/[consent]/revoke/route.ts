import { revokeConsent } from "@/lib/connections/revoke-consent";
import { postAccount } from "@/lib/web/account-request";
import { seeOther } from "@/lib/http/see-other";

/** "Revoke": takes one connection back, at once. One of others is left alone, in the same words as none. */
export async function POST(request: Request, { params }: { params: Promise<{ consent: string }> }): Promise<Response> {
  const { consent } = await params;
  return postAccount(request, "/account/apps", async ({ user, address }) => {
    const revoked = await revokeConsent({ consentId: consent, userId: user.id, address });
    return seeOther(`/account/apps${revoked === "nothing" ? "" : `?revoked=${revoked}`}`);
  });
}

import { revokeConsent } from "@/lib/connections/revoke-consent";
import { seeOther } from "@/lib/http/see-other";
import { isPublicId } from "@/lib/printers/public-id";
import { currentUser } from "@/lib/web/current-user";
import { readForm } from "@/lib/web/form-data";
import { requestAddress } from "@/lib/web/request-address";
import { serverFault } from "@/lib/web/server-fault";

/** "Revoke": takes an app's connection to this printer back, at once. */
export async function POST(request: Request, { params }: { params: Promise<{ printer: string }> }): Promise<Response> {
  try {
    const { printer } = await params;
    if (!isPublicId(printer)) return new Response(null, { status: 404 });
    const user = await currentUser();
    const consentId = (await readForm(request))("consent");
    const revoked = user
      ? await revokeConsent({ consentId, userId: user.id, address: requestAddress(request.headers) })
      : "nothing";
    return seeOther(`/view/${printer}${revoked === "nothing" ? "" : `?revoked=${revoked}`}`);
  } catch (error) {
    return await serverFault(error);
  }
}

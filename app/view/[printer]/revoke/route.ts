import { revokeAccess } from "@/lib/endings/revoke-access";
import { seeOther } from "@/lib/http/see-other";
import { isPublicId } from "@/lib/printers/public-id";
import { currentVisit } from "@/lib/web/account-request";
import { readForm } from "@/lib/web/form-data";
import { requestAddress } from "@/lib/web/request-address";
import { serverFault } from "@/lib/web/server-fault";

/** "Revoke": takes an app's connection to this printer back, at once. */
export async function POST(request: Request, { params }: { params: Promise<{ printer: string }> }): Promise<Response> {
  try {
    const { printer } = await params;
    if (!isPublicId(printer)) return new Response(null, { status: 404 });
    const visit = await currentVisit();
    const consentId = (await readForm(request))("consent");
    const address = requestAddress(request.headers);
    const revoked = visit
      ? await revokeAccess({ consentId }, { userId: visit.user.id, sessionId: visit.session.sessionId, address })
      : "nothing";
    return seeOther(`/view/${printer}${revoked === "nothing" ? "" : `?revoked=${revoked}`}`);
  } catch (error) {
    return await serverFault(error);
  }
}

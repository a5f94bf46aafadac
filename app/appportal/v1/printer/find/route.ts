import { updatePortalSession } from "@/lib/journey/portal-session-store";
import { stepUrl } from "@/lib/journey/step-url";
import { errorQuery } from "@/lib/web/form-error";
import { postStep } from "@/lib/web/journey-request";
import { seeOther } from "@/lib/http/see-other";
import { findPrinterByCode } from "@/lib/printers/find-printer-by-code";
import { isPlatform } from "@/lib/octostream/platforms";

/** "Find printer": a right code leads to the confirmation, nothing is owned yet. */
export function POST(request: Request): Promise<Response> {
  return postStep(request, ["printer"], async ({ journey: { session, user }, field, address }) => {
    if (!user) return seeOther(stepUrl("account", session.id));
    const asked = new URL(request.url).searchParams.get("kind");
    const kind = isPlatform(asked) ? asked : "other";
    const found = await findPrinterByCode({ code: field("code"), userId: user.id, address });
    await updatePortalSession(
      session.id,
      found.ok
        ? { foundPrinter: found.printerId, draft: {} }
        : { draft: { linkingCode: field("code").slice(0, 20).toWellFormed() } },
    );
    return seeOther(stepUrl("printer", session.id, found.ok ? {} : { kind, ...errorQuery(found) }));
  });
}

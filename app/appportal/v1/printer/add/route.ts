import { updatePortalSession } from "@/lib/journey/portal-session-store";
import { stepUrl } from "@/lib/journey/step-url";
import { errorQuery } from "@/lib/web/form-error";
import { redirectToCurrentStep, postStep } from "@/lib/web/journey-request";
import { seeOther } from "@/lib/http/see-other";
import { confirmPrinter } from "@/lib/printers/confirm-printer";

/** "Add printer": the confirmation that makes the found printer the account's. */
export function POST(request: Request): Promise<Response> {
  return postStep(request, ["printer"], async ({ journey: { session, user }, field, address }) => {
    if (!user || !session.foundPrinter) return seeOther(stepUrl("printer", session.id));
    const added = await confirmPrinter({
      printerId: session.foundPrinter,
      userId: user.id,
      name: field("name"),
      address,
    });
    if (!added.ok) {
      const change =
        added.error === "printer_gone" ? { foundPrinter: null } : { draft: { printerName: field("name") } };
      await updatePortalSession(session.id, change);
      return seeOther(stepUrl("printer", session.id, errorQuery(added)));
    }
    await updatePortalSession(session.id, {
      foundPrinter: null,
      chosenPrinter: session.foundPrinter,
      addingPrinter: false,
      printerWaived: true,
      draft: {},
    });
    return redirectToCurrentStep(session.id);
  });
}

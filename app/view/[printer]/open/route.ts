import { seeOther } from "@/lib/http/see-other";
import { isPublicId } from "@/lib/printers/public-id";
import { mayView } from "@/lib/view/may-view";
import { ticketPage } from "@/lib/view/ticket-page";
import { issueTicket } from "@/lib/view/view-store";
import { currentVisit } from "@/lib/web/account-request";
import { requestNonce } from "@/lib/web/request-nonce";
import { serverFault } from "@/lib/web/server-fault";

/** "Open": takes the owner to the printer's own page, with a ticket that is used at once. */
export async function POST(request: Request, { params }: { params: Promise<{ printer: string }> }): Promise<Response> {
  try {
    const { printer: publicId } = await params;
    if (!isPublicId(publicId)) return new Response(null, { status: 404 });
    const visit = await currentVisit();
    const way =
      visit && (await mayView(visit.user.id))
        ? await issueTicket({ publicId, userId: visit.user.id, sessionId: visit.session.sessionId })
        : undefined;
    // The printer's page says which of the two it is, as ever.
    if (!way) return seeOther(`/view/${publicId}`);
    return new Response(ticketPage(way, requestNonce(request.headers)), {
      headers: { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" },
    });
  } catch (error) {
    return await serverFault(error);
  }
}

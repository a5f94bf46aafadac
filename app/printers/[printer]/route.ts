import { seeOther } from "@/lib/http/see-other";
import { isPublicId } from "@/lib/printers/public-id";
import { notFound } from "@/lib/web/not-found";

/**
 * Where the agent in OctoPrint links to (docs/coming-from-obico.md#what-an-agent-calls): the printer's page for its
 * owner.
 */
export async function GET(request: Request, { params }: { params: Promise<{ printer: string }> }): Promise<Response> {
  const { printer } = await params;
  return isPublicId(printer) ? seeOther(`/view/${printer}`) : notFound(request);
}

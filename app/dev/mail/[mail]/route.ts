import { showMailPictures } from "@/lib/mail/mail-pictures";
import { listOutbox } from "@/lib/mail/outbox";

/** Evaluation mode: one mail as a mail program shows it. The headers that keep it harmless: lib/web/path-headers.ts. */
export async function GET(_request: Request, { params }: { params: Promise<{ mail: string }> }): Promise<Response> {
  const { mail } = await params;
  const found = listOutbox().find(({ id }) => String(id) === mail);
  if (!found) return new Response(null, { status: 404 });
  return new Response(await showMailPictures(found.html), {
    headers: { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" },
  });
}

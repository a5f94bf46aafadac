import { t } from "@/lib/messages/messages";
import { recordFault } from "@/lib/observability/record-fault";
import { latestSnapshot, type Snapshot } from "@/lib/printers/latest-snapshot";
import { getPrinterByPublicId } from "@/lib/printers/printer-store";
import { currentUser } from "@/lib/web/current-user";

const HEADERS = { "Cache-Control": "private, no-store", "Content-Security-Policy": "default-src 'none'; sandbox" };

const placeholder = () =>
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180">' +
  '<rect width="320" height="180" fill="#8a8175"/>' +
  '<g fill="none" stroke="#fffdf9" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"' +
  ' transform="translate(128 48)">' +
  '<rect x="2" y="8" width="44" height="32" rx="6"/><path d="M46 20l16-9v26l-16-9"/></g>' +
  '<text x="160" y="128" text-anchor="middle" font-family="system-ui, sans-serif" font-size="15" fill="#fffdf9">' +
  `${t("view.noPicture")}</text></svg>`;

/** The latest picture of a printer's webcam, for its owner only. */
export async function GET(_request: Request, { params }: { params: Promise<{ printer: string }> }): Promise<Response> {
  const user = await currentUser();
  const printer = user && (await getPrinterByPublicId(user.id, (await params).printer));
  if (!printer) return new Response(null, { status: 404 });
  const snapshot = await latestSnapshot({ publicId: printer.publicId, userId: user.id }).catch(
    (error: unknown): Snapshot | undefined => void recordFault(error),
  );
  if (!snapshot) return new Response(placeholder(), { headers: { ...HEADERS, "Content-Type": "image/svg+xml" } });
  return new Response(new Uint8Array(snapshot.jpeg), {
    headers: { ...HEADERS, "Content-Type": "image/jpeg", "Last-Modified": snapshot.takenAt.toUTCString() },
  });
}

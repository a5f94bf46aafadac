import { consentedPrinterPublicId } from "@/lib/connections/connection-store";
import { recordFault } from "@/lib/observability/record-fault";
import { latestSnapshot, type Snapshot } from "@/lib/printers/latest-snapshot";
import { loadRequestJourney } from "@/lib/web/journey-request";
import { serverFault } from "@/lib/web/server-fault";

const HEADERS = { "Cache-Control": "private, no-store", "Content-Security-Policy": "default-src 'none'; sandbox" };

/** Lets what stands behind it be seen. */
const NOTHING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>';

/**
 * The picture of the printer that this browser's journey connected, for the filament's end. Only after consent, only
 * for the signed-in owner; else, and while the printer has none, a picture of nothing.
 */
export async function GET(request: Request): Promise<Response> {
  try {
    const found = await loadRequestJourney(new URL(request.url).searchParams.get("session") ?? undefined);
    if (found.kind !== "own" || !found.journey.user) return new Response(null, { status: 404, headers: HEADERS });
    const { id: userId } = found.journey.user;
    const publicId = await consentedPrinterPublicId(found.journey.id, userId);
    const snapshot =
      publicId === undefined
        ? undefined
        : await latestSnapshot({ publicId, userId }).catch(
            (error: unknown): Snapshot | undefined => void recordFault(error),
          );
    return snapshot
      ? new Response(new Uint8Array(snapshot.jpeg), { headers: { ...HEADERS, "Content-Type": "image/jpeg" } })
      : new Response(NOTHING, { headers: { ...HEADERS, "Content-Type": "image/svg+xml" } });
  } catch (error) {
    return serverFault(error);
  }
}

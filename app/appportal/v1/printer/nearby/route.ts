import { loadRequestJourney } from "@/lib/web/journey-request";
import { requestAddress } from "@/lib/web/request-address";
import { unownedPrinterAppeared } from "@/lib/printers/network-store";

/** Whether an unowned printer came online on this browser's network just now; never which. */
export async function GET(request: Request): Promise<Response> {
  const found = await loadRequestJourney(new URL(request.url).searchParams.get("session") ?? "");
  const asked = found.kind === "own" && found.journey.step.name === "printer";
  return Response.json({ nearby: asked && (await unownedPrinterAppeared(requestAddress(request.headers))) });
}

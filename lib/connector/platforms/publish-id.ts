import { callPrinter } from "@/lib/connector/call-printer";
import type { PrinterPlace } from "@/lib/connector/streams/printer";
import { CONNECTOR_VERSION } from "@/lib/connector/version";

const NAMESPACE = "octoeverywhere";

/**
 * Writes the printer's id where apps in its network look for it (docs/app-contract.md#6-finding-the-printer-id): with
 * Moonraker in its database. OctoPrint's plugin tells it by `GET /api/plugin/octoeverywhere`, an address that only a
 * plugin can serve: beside OctoPrint this program has nowhere to write it, and apps find the printer by what the person
 * signs in to.
 * @returns whether it is there now
 */
export async function publishId({ moonraker }: PrinterPlace, printerId: string): Promise<boolean> {
  if (moonraker === undefined) return false;
  for (const [key, value] of [
    ["public.printerId", printerId],
    ["public.pluginVersion", CONNECTOR_VERSION],
  ]) {
    const written = await callPrinter(moonraker, {
      path: "/server/database/item",
      method: "POST",
      input: { namespace: NAMESPACE, key, value },
    });
    if (!written.ok || written.status !== 200) return false;
  }
  return true;
}

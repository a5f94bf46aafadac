import { moonrakerStatus } from "@/lib/connector/platforms/moonraker-status";
import { octoPrintStatus } from "@/lib/connector/platforms/octoprint-status";
import type { ReadStatus } from "@/lib/connector/platforms/printer-status";
import { prusaLinkStatus } from "@/lib/connector/platforms/prusalink-status";
import type { PrinterPlace } from "@/lib/connector/streams/printer";
import { platformOf } from "@/lib/octostream/platforms";

/** What the printer does, in the protocol's words, where its platform is one we know. */
export async function readStatus(place: PrinterPlace): Promise<ReadStatus> {
  switch (platformOf(place.platform)) {
    case "octoprint":
      return octoPrintStatus(place);
    case "klipper":
      return moonrakerStatus(place.moonraker ?? place.origin);
    case "prusalink":
      return prusaLinkStatus(place.origin);
    default:
      return { ok: false, status: 788, sentence: "This connector cannot read the status of this kind of printer." };
  }
}

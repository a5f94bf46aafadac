import { consentedPrinterName } from "@/lib/connections/connection-store";
import type { ReadView } from "@/lib/journey/read/view";
import { restartUrl } from "@/lib/journey/urls/journey-urls";
import { isKeyRefused } from "@/lib/octoprint/key-refused-store";

/**
 * What was connected. Holds no secrets: those left with the redirect.
 * @property keyRefused the OctoPrint key that was to be made could not be
 * @property late going back to the app was tried when nothing is minted any more
 */
export type DoneView = { printer: string | undefined; late: boolean; keyRefused: boolean; again: string | undefined };

/** Reads what was connected. */
export const readDone: ReadView<DoneView> = async (journey, { query }) => ({
  printer: (await consentedPrinterName(journey.id)) ?? undefined,
  late: query("late") === "1",
  keyRefused: await isKeyRefused(journey.id),
  again: restartUrl(journey),
});

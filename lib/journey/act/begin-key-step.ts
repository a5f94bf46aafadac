import { wantsKey } from "@/lib/journey/read/authorize";
import type { Journey } from "@/lib/journey/read/load-journey";
import { recordFault } from "@/lib/observability/record-fault";
import { askKeyCode } from "@/lib/octoprint/ask-key-code";

/**
 * After "Authorize": begins the step that asks for a fresh code before an OctoPrint key is made.
 * @returns false when there is no such step: not wanted, not possible, or no mail could be sent
 */
export async function beginKeyStep(journey: Journey, printerId: string): Promise<boolean> {
  const { app, user, printers, apiKeyAppName: keyName } = journey;
  const printer = printers.find((item) => item.printerId === printerId);
  if (journey.step.name !== "authorize" || !app || !user || !printer || !keyName || !wantsKey(journey, printer))
    return false;
  try {
    return await askKeyCode(
      { journeyId: journey.id, printerId, keyName },
      { email: user.email, app: app.name, printer: printer.name },
    );
  } catch (error) {
    recordFault(error);
    return false;
  }
}

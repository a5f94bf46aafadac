import { elsewhere, toStep, type Outcome } from "@/lib/journey/act/action";
import { endJourney } from "@/lib/journey/journey-store";
import type { Journey } from "@/lib/journey/read/load-journey";
import { failureUrl } from "@/lib/journey/urls/journey-urls";

/** "Cancel", at any step: the app hears of it (docs/app-contract.md#3-completion). */
export async function cancelJourney(journey: Journey): Promise<Outcome> {
  const { id, step, endedAt } = journey;
  if (step.name === "done") return toStep("done");
  const expired = step.name === "ended" && step.reason === "session_expired";
  // A consent given in another tab at this moment counts.
  if (!(await endJourney(id, "cancelled")) && !expired && endedAt === null) return toStep("done");
  const url = failureUrl(journey, expired ? "session_expired" : "cancelled");
  return url ? elsewhere(url) : toStep("ended");
}

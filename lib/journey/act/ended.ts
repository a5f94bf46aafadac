import { elsewhere, toStep, type Outcome, type Post } from "@/lib/journey/act/action";
import { ENDINGS } from "@/lib/journey/read/next-step";
import { failureUrl } from "@/lib/journey/urls/journey-urls";

/** "Return to <app>" from a journey that ended without a connection: the app hears why. */
export async function returnUnconnected({ journey }: Post): Promise<Outcome> {
  const reason = ENDINGS.find((ending) => ending === journey.endedReason) ?? "session_expired";
  const url = failureUrl(journey, reason);
  return url ? elsewhere(url) : toStep("ended");
}

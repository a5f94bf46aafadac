import { grantConsent } from "@/lib/journey/grant-consent";
import { failureUrl } from "@/lib/journey/leave-url";
import type { Journey } from "@/lib/journey/load-journey";
import { stepUrl } from "@/lib/journey/step-url";
import { errorQuery } from "@/lib/web/form-error";
import { seeOther } from "@/lib/http/see-other";

/** Carries out a consent and answers with the way to the app, or back to where the person can go on. */
export async function answerGrant(journey: Journey, printerId: string, address: string): Promise<Response> {
  const { id } = journey.session;
  const granted = await grantConsent(journey, printerId, address);
  if (granted.ok) return seeOther(granted.location);
  if (granted.error === "server_error") return seeOther(failureUrl(journey, "server_error") ?? stepUrl("ended", id));
  if (granted.error === "consent_used_up") return seeOther(stepUrl("done", id));
  return seeOther(stepUrl("authorize", id, errorQuery(granted)));
}

/** For a decision that comes after the journey has expired: the app hears of it (docs/app-contract.md#3-completion). */
export function answerExpired(journey: Journey): Response | undefined {
  const expired = journey.step.name === "ended" && journey.step.reason === "session_expired";
  const url = expired ? failureUrl(journey, "session_expired") : undefined;
  return url ? seeOther(url) : undefined;
}

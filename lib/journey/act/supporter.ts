import { elsewhere, toCurrentStep, toStep, toStepWith, type Outcome, type Post } from "@/lib/journey/act/action";
import { endJourney } from "@/lib/journey/journey-store";
import { failureUrl } from "@/lib/journey/urls/journey-urls";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { openCheckout } from "@/lib/supporters/checkout/open-checkout";
import { chosenInterval } from "@/lib/supporters/price";

/** "Become a supporter": to the checkout, which leads back here. */
export async function becomeSupporter({ journey: { id, user }, field }: Post): Promise<Outcome> {
  if (!user) return toCurrentStep();
  const opened = await openCheckout({
    userId: user.id,
    email: user.email,
    interval: chosenInterval(field("interval")),
    back: stepUrl("supporter", id),
    journeyId: id,
  });
  if (opened.ok) return elsewhere(opened.location);
  return opened.error === "already_subscribed" ? toCurrentStep() : toStepWith(opened, "supporter");
}

/** "Not now": the app hears why. */
export async function declineSupporter({ journey }: Post): Promise<Outcome> {
  await endJourney(journey.id, "supporter_required");
  const url = failureUrl(journey, "supporter_required");
  return url ? elsewhere(url) : toStep("ended");
}

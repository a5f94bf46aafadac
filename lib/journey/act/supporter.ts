import { elsewhere, toCurrentStep, toStep, toStepWith, type Outcome, type Post } from "@/lib/journey/act/action";
import { endJourney } from "@/lib/journey/journey-store";
import { readConsentChoice } from "@/lib/journey/read/consent-choice";
import { consentChosen, printerChosen } from "@/lib/journey/transitions";
import { failureUrl } from "@/lib/journey/urls/journey-urls";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { openCheckout } from "@/lib/supporters/checkout/open-checkout";
import { chosenInterval } from "@/lib/supporters/price";

/** "Become a supporter": to the checkout, which leads back here; what was chosen beside it is kept for then. */
export async function becomeSupporter({ journey: { id, user, printers }, field }: Post): Promise<Outcome> {
  if (!user) return toCurrentStep();
  const chosen = printers.find(({ printerId }) => printerId === field("printer"));
  const decided = readConsentChoice(field);
  if (chosen) await printerChosen(id, chosen.printerId);
  if (chosen && decided.ok) await consentChosen(id, decided.choice);
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

import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { elsewhere, toStep, toStepWith, type Outcome, type Post } from "@/lib/journey/act/action";
import { beginKeyStep } from "@/lib/journey/act/begin-key-step";
import { grantConsent, type Consenting } from "@/lib/journey/act/grant-consent";
import { endJourney } from "@/lib/journey/journey-store";
import { readConsentChoice } from "@/lib/journey/read/consent-choice";
import { addingBegun, consentChosen } from "@/lib/journey/transitions";
import { failureUrl } from "@/lib/journey/urls/journey-urls";

/**
 * "Authorize", and the same again within two minutes ("Try again", a double tap, a lost answer): mints a connection and
 * takes it to the app in this one answer. Where the app would like an OctoPrint key, a step for that comes first.
 */
export async function authorize(post: Post): Promise<Outcome> {
  const { journey, field } = post;
  // A repeat decides nothing anew, since all is fixed with the consent.
  if (journey.step.name === "done") return connect(post, field("printer"));
  const chosen = readConsentChoice(field);
  if (!chosen.ok) return toStepWith(chosen, "authorize");
  await consentChosen(journey.id, chosen.choice);
  const decided = { ...journey, ...chosen.choice };
  if (await beginKeyStep(decided, field("printer"))) return toStep("api-key");
  return connect({ ...post, journey: decided }, field("printer"));
}

/** Carries out a consent, and goes to the app with it, or to where the person can go on. */
export async function connect(consenting: Consenting, printerId: string): Promise<Outcome> {
  const { journey } = consenting;
  const granted = await grantConsent(consenting, printerId);
  if (granted.ok) return elsewhere(granted.location);
  if (granted.error === "server_error") {
    const url = failureUrl(journey, "server_error");
    return url ? elsewhere(url) : toStep("ended");
  }
  return granted.error === "consent_used_up" ? toStep("done") : toStepWith(granted, "authorize");
}

/** "Cancel" at consent: refused. */
export async function deny({ journey, address }: Post): Promise<Outcome> {
  const { id, user, app } = journey;
  // A consent given in another tab at this moment counts.
  if (!(await endJourney(id, "access_denied"))) return toStep("done");
  if (user && app) await writeAuditLog({ userId: user.id, kind: "denied", appId: app.id, address });
  const url = failureUrl(journey, "access_denied");
  return url ? elsewhere(url) : toStep("ended");
}

/** "Add another printer". */
export async function beginAdding({ journey: { id } }: Post): Promise<Outcome> {
  await addingBegun(id);
  return toStep("printer");
}

import { beginKeyStep } from "@/lib/journey/begin-key-step";
import { readConsentChoice } from "@/lib/journey/consent-choice";
import { updatePortalSession } from "@/lib/journey/portal-session-store";
import { stepUrl } from "@/lib/journey/step-url";
import { answerExpired, answerGrant } from "@/lib/web/answer-grant";
import { errorQuery } from "@/lib/web/form-error";
import { postStep } from "@/lib/web/journey-request";
import { seeOther } from "@/lib/http/see-other";

/**
 * "Authorize", and the same again within two minutes ("Try again", a double tap, a lost answer): mints a connection and
 * takes it to the app in this one answer. Where the app would like an OctoPrint key, a step for that comes first.
 */
export function POST(request: Request): Promise<Response> {
  return postStep(
    request,
    ["authorize", "done"],
    async ({ journey, field, address }) => {
      const { session, step } = journey;
      // What was decided is kept for the step of the key; a repeat decides nothing anew, since it is fixed with the
      // consent.
      if (step.name === "done") return answerGrant(journey, field("printer"), address);
      const chosen = readConsentChoice(field);
      if (!chosen.ok) return seeOther(stepUrl("authorize", session.id, errorQuery(chosen)));
      await updatePortalSession(session.id, chosen.choice);
      const decided = { ...journey, session: { ...session, ...chosen.choice } };
      if (await beginKeyStep(decided, field("printer"))) return seeOther(stepUrl("api-key", session.id));
      return answerGrant(decided, field("printer"), address);
    },
    answerExpired,
  );
}

import { beginKeyStep } from "@/lib/flow/begin-key-step";
import { stepUrl } from "@/lib/flow/step-url";
import { answerExpired, answerGrant } from "@/lib/http/answer-grant";
import { postStep } from "@/lib/http/journey-request";
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
      if (await beginKeyStep(journey, field("printer"))) return seeOther(stepUrl("api-key", journey.session.id));
      return answerGrant(journey, field("printer"), address);
    },
    answerExpired,
  );
}

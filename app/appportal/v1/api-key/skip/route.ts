import { stepUrl } from "@/lib/journey/step-url";
import { answerExpired, answerGrant } from "@/lib/web/answer-grant";
import { postStep } from "@/lib/web/journey-request";
import { seeOther } from "@/lib/http/see-other";
import { giveUpKey } from "@/lib/octoprint/key-proof-store";

/** "Skip": the app gets its connection without an OctoPrint key. */
export function POST(request: Request): Promise<Response> {
  return postStep(
    request,
    ["api-key", "done"],
    async ({ journey, address }) => {
      const { id, keyWish } = journey.session;
      if (!keyWish) return seeOther(stepUrl("authorize", id));
      if (journey.step.name === "api-key") await giveUpKey(id);
      return answerGrant(journey, keyWish.printerId, address);
    },
    answerExpired,
  );
}

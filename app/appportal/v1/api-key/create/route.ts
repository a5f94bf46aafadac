import { stepUrl } from "@/lib/journey/step-url";
import { answerExpired, answerGrant } from "@/lib/web/answer-grant";
import { postStep } from "@/lib/web/journey-request";
import { seeOther } from "@/lib/http/see-other";
import { tryKeyCode } from "@/lib/octoprint/key-proof-store";

/**
 * "Create key": a right code makes the key and the connection, and takes both to the app. The third wrong one ends the
 * wish for a key, not the journey. The same again within two minutes gives the same key with a connection of its own.
 */
export function POST(request: Request): Promise<Response> {
  return postStep(
    request,
    ["api-key", "done"],
    async ({ journey, field, address }) => {
      const { id, keyWish, apiKeyAppName } = journey.session;
      if (!keyWish || !apiKeyAppName) return seeOther(stepUrl("authorize", id));
      const wish = { portalSessionId: id, printerId: keyWish.printerId, keyName: apiKeyAppName };
      const tried = await tryKeyCode(wish, field("code").replace(/[\s-]/g, ""));
      if (!tried.ok && tried.error === "key_code_wrong")
        return seeOther(stepUrl("api-key", id, { error: "key_code_wrong" }));
      return answerGrant(journey, keyWish.printerId, address);
    },
    answerExpired,
  );
}

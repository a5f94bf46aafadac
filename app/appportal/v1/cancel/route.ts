import { seeOther } from "@/lib/http/see-other";
import { cancelJourney } from "@/lib/journey/act/cancel";
import { openStartUrl } from "@/lib/journey/read/open-start-url";
import { completionUrl } from "@/lib/journey/urls/completion-url";
import { PORTAL_PATH, stepUrl } from "@/lib/journey/urls/step-url";
import { answerOutcome } from "@/lib/web/answer-action";
import { loadRequestJourney } from "@/lib/web/journey-request";
import { rawQuery } from "@/lib/web/raw-query";
import { serverFault } from "@/lib/web/server-fault";

/** "Cancel": from the welcome page (start parameters) or within a journey (`session`). */
export async function POST(request: Request): Promise<Response> {
  try {
    const id = new URL(request.url).searchParams.get("session");
    if (!id) return await cancelStart();
    const found = await loadRequestJourney(id);
    return found.kind === "own"
      ? await answerOutcome(id, await cancelJourney(found.journey))
      : seeOther(stepUrl("ended", id));
  } catch (error) {
    return serverFault(error);
  }
}

async function cancelStart(): Promise<Response> {
  const query = await rawQuery();
  const opened = await openStartUrl(query);
  if (!opened.ok) return seeOther(`${PORTAL_PATH}?${query}`);
  const { returnUrl, parameters } = opened.start;
  const { answer, state } = parameters;
  return seeOther(completionUrl(returnUrl, { answer, success: false, error: "cancelled", state }));
}

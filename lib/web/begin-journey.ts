import { seeOther } from "@/lib/http/see-other";
import { createJourney, type NewJourney } from "@/lib/journey/journey-store";
import type { StepName } from "@/lib/journey/read/next-step";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { count } from "@/lib/observability/counts";
import { consume } from "@/lib/rate-limits/rate-limit-store";
import { formSender } from "@/lib/web/browser-proof";
import { currentUser } from "@/lib/web/current-user";
import { readForm } from "@/lib/web/form-data";
import { errorQuery } from "@/lib/web/form-error";
import { ensureBrowserSecret } from "@/lib/web/set-browser-cookie";
import { signOutHere } from "@/lib/web/sign-out-here";

/**
 * In route handlers: begins a journey in this browser, for who is signed in, unless they chose to be somebody else. The
 * first thing that is written of it.
 * @param first step to show who is signed in; its page sends the browser on to the one that the journey is at
 * @param back address of the page to come back to when there were too many, made with that error's query
 */
export async function beginJourney(
  request: Request,
  journey: NewJourney,
  { first, back }: { first: StepName; back: (query: Record<string, string | undefined>) => string },
): Promise<Response> {
  const field = await readForm(request);
  const limit = await consume("journeysPerAddress", await formSender(request.headers, field));
  count("journeys", "welcome", "begin", limit.ok ? "done" : "failed");
  if (!limit.ok) return seeOther(back(errorQuery({ error: "too_many", retryAfterSeconds: limit.retryAfterSeconds })));
  const switching = field("switch") === "1";
  if (switching) await signOutHere(request.headers);
  const user = switching ? undefined : await currentUser();
  const id = await createJourney(await ensureBrowserSecret(), { ...journey, userId: user?.id ?? null });
  return seeOther(stepUrl(user ? first : "account", id));
}

import { stepUrl } from "@/lib/journey/step-url";
import { beginProviderSignIn } from "@/lib/web/begin-provider-sign-in";
import { postStep } from "@/lib/web/journey-request";

/** "Continue with Google" and the like. */
export function POST(request: Request): Promise<Response> {
  return postStep(request, ["account"], async ({ journey: { session }, field, address }) =>
    beginProviderSignIn(field("provider"), { goal: "sign-in", id: session.id }, address, (query) =>
      stepUrl("account", session.id, query),
    ),
  );
}

import { stepUrl } from "@/lib/journey/step-url";
import { beginOutside } from "@/lib/web/begin-outside";
import { postStep } from "@/lib/web/journey-request";

/** "Continue with Google" and the like. */
export function POST(request: Request): Promise<Response> {
  return postStep(request, ["account"], async ({ journey: { session }, field, address }) =>
    beginOutside(field("provider"), { goal: "sign-in", id: session.id }, address, (query) =>
      stepUrl("account", session.id, query),
    ),
  );
}

import { createJourney, updateJourney } from "@/lib/journey/journey-store";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { postAccount } from "@/lib/web/account-request";
import { ensureBrowserSecret } from "@/lib/web/browser-cookie";
import { seeOther } from "@/lib/http/see-other";
import { signOutHere } from "@/lib/web/sign-out-here";

/** "I forgot my current password": signs out here and begins anew, where a code by mail sets another one. */
export function POST(request: Request): Promise<Response> {
  return postAccount(request, "/account/security", async ({ user }) => {
    await signOutHere(request.headers);
    const id = await createJourney(await ensureBrowserSecret(), {
      goal: "visit",
      visitPath: "/account/security",
    });
    await updateJourney(id, { draft: { email: user.email } });
    return seeOther(stepUrl("account", id, { with: "forgotten" }));
  });
}

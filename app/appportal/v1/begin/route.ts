import { openStartUrl } from "@/lib/journey/open-start-url";
import { createPortalSession } from "@/lib/journey/portal-session-store";
import { PORTAL_PATH, stepUrl } from "@/lib/journey/step-url";
import { ensureBrowserSecret } from "@/lib/web/browser-cookie";
import { currentUser } from "@/lib/web/current-user";
import { readForm } from "@/lib/web/form-data";
import { requestAddress } from "@/lib/web/request-address";
import { consume } from "@/lib/rate-limits/rate-limit-store";
import { rawQuery } from "@/lib/web/raw-query";
import { seeOther } from "@/lib/http/see-other";
import { serverFault } from "@/lib/web/server-fault";
import { signOutHere } from "@/lib/web/sign-out-here";

/** "Get started": begins the journey. The first thing that is written. */
export async function POST(request: Request): Promise<Response> {
  try {
    const query = await rawQuery();
    const opened = await openStartUrl(query);
    if (!opened.ok) return seeOther(`${PORTAL_PATH}?${query}`);
    const limit = await consume("journeysPerAddress", requestAddress(request.headers));
    if (!limit.ok) return seeOther(`${PORTAL_PATH}?${query}&error=too_many&retry=${limit.retryAfterSeconds}`);
    const field = await readForm(request);
    const switching = field("switch") === "1";
    if (switching) await signOutHere(request.headers);
    const user = switching ? undefined : await currentUser();
    const { app, returnUrl, parameters } = opened.start;
    const id = await createPortalSession(await ensureBrowserSecret(), {
      goal: "app",
      appId: app.id,
      returnUrl,
      publicId: parameters.printerId ?? null,
      appLogoUrl: parameters.appLogoUrl ?? null,
      apiKeyAppName: parameters.octoPrintApiKeyAppName ?? null,
      state: parameters.state ?? null,
      userId: user?.id ?? null,
    });
    // The page of that step sends the browser on to the one the journey is at.
    return seeOther(stepUrl(user ? "authorize" : "account", id));
  } catch (error) {
    return serverFault(error);
  }
}

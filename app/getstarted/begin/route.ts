import { createPortalSession, type NewPortalSession } from "@/lib/journey/portal-session-store";
import { stepUrl } from "@/lib/journey/step-url";
import { visitPath } from "@/lib/journey/visit-path";
import { ensureBrowserSecret } from "@/lib/web/browser-cookie";
import { currentUser } from "@/lib/web/current-user";
import { readForm } from "@/lib/web/form-data";
import { consume } from "@/lib/rate-limits/rate-limit-store";
import { requestAddress } from "@/lib/web/request-address";
import { seeOther } from "@/lib/http/see-other";
import { serverFault } from "@/lib/web/server-fault";
import { signOutHere } from "@/lib/web/sign-out-here";
import { isPublicId } from "@/lib/printers/public-id";

/** Begins a journey without an app: to add a printer, or (`visit`) to sign in for a page of ours. */
export async function POST(request: Request): Promise<Response> {
  try {
    const query = new URL(request.url).searchParams;
    const visit = visitPath(query.get("visit") ?? "");
    const publicId = query.get("printerid");
    const limit = await consume("journeysPerAddress", requestAddress(request.headers));
    if (!limit.ok) {
      const tooMany = { error: "too_many", retry: String(limit.retryAfterSeconds) };
      return seeOther(
        visit
          ? `/account/sign-in?${new URLSearchParams({ to: visit, ...tooMany })}`
          : `/getstarted?${new URLSearchParams({ ...(isPublicId(publicId) && { printerid: publicId }), ...tooMany })}`,
      );
    }
    const switching = (await readForm(request))("switch") === "1";
    if (switching) await signOutHere(request.headers);
    const goal: NewPortalSession = visit
      ? { goal: "visit", visitPath: visit }
      : { goal: "printer", publicId: isPublicId(publicId) ? publicId : null };
    const user = switching ? undefined : await currentUser();
    const id = await createPortalSession(await ensureBrowserSecret(), { ...goal, userId: user?.id ?? null });
    return seeOther(stepUrl(user ? "printer" : "account", id));
  } catch (error) {
    return serverFault(error);
  }
}

import { withQuery } from "@/lib/http/with-query";
import type { NewJourney } from "@/lib/journey/journey-store";
import { sealCarriedCode } from "@/lib/journey/read/carried-code";
import { visitPath } from "@/lib/journey/urls/visit-path";
import { readLinkingCode } from "@/lib/printers/linking-code";
import { isPublicId } from "@/lib/printers/public-id";
import { beginJourney } from "@/lib/web/begin-journey";
import { serverFault } from "@/lib/web/server-fault";

/** Begins a journey without an app: to add a printer, or (`visit`) to sign in for a page of ours. */
export async function POST(request: Request): Promise<Response> {
  try {
    const query = new URL(request.url).searchParams;
    const visit = visitPath(query.get("visit") ?? "");
    const asked = query.get("printerid");
    const publicId = isPublicId(asked) ? asked : null;
    const code = readLinkingCode(query.get("code") ?? "");
    const carriedCode = code ? sealCarriedCode(code) : null;
    const journey: NewJourney = visit
      ? { goal: "visit", visitPath: visit }
      : { goal: "printer", publicId, carriedCode };
    const back = (error: Record<string, string | undefined>) =>
      visit
        ? withQuery("/account/sign-in", { to: visit, ...error })
        : withQuery("/getstarted", { printerid: publicId ?? undefined, ...error });
    return await beginJourney(request, journey, { first: "printer", back });
  } catch (error) {
    return serverFault(error);
  }
}

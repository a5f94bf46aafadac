import { isRecentlyAuthenticated } from "@/lib/accounts/signed-in-store";
import { seeOther } from "@/lib/http/see-other";
import { findAccountAction } from "@/lib/web/account/actions";
import {
  currentVisit,
  everyFactorFirst,
  missingFactors,
  reauthenticateFirst,
  signInFirst,
} from "@/lib/web/account-request";
import { formSender } from "@/lib/web/browser-proof";
import { clientInfo } from "@/lib/web/client-info";
import { readForm } from "@/lib/web/form-data";
import { notFound } from "@/lib/web/not-found";
import { serverFault } from "@/lib/web/server-fault";

/**
 * A post of a page of the account: done for who is signed in, recently where it takes that; anybody else is asked to
 * sign in first, and comes back to its page. A fault is logged and answered with a reference.
 * @param parts of the address below `/account`, as sent
 */
export async function answerAccountAction(request: Request, parts: readonly string[]): Promise<Response> {
  try {
    const found = findAccountAction(parts);
    if (!found) return notFound(request);
    const { action, id } = found;
    const { searchParams } = new URL(request.url);
    const place = { id, query: (name: string) => searchParams.get(name) ?? undefined };
    const page = typeof action.page === "string" ? action.page : action.page(place);
    const visit = await currentVisit();
    if (!visit) return seeOther(signInFirst(page));
    if (action.recentAuth && !isRecentlyAuthenticated(visit.session)) return seeOther(reauthenticateFirst(page));
    if (action.everyFactor && (await missingFactors(visit)).length > 0) return seeOther(everyFactorFirst(page));
    const { headers } = request;
    const field = await readForm(request);
    const client = { ...clientInfo(headers), ...(await formSender(headers, field)) };
    return seeOther(await action.act({ ...visit, ...place, ...client, field, headers }));
  } catch (error) {
    return await serverFault(error);
  }
}

/** A page that there is not; the address of an action takes posts only. */
export const answerNoPage = (request: Request, parts: readonly string[]): Response =>
  findAccountAction(parts) ? new Response(null, { status: 405, headers: { Allow: "POST" } }) : notFound(request);

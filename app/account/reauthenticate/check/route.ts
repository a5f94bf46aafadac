import { reauthenticate } from "@/lib/accounts/reauthenticate";
import { visitPath } from "@/lib/journey/urls/visit-path";
import { postAccount } from "@/lib/web/account-request";
import { errorQuery } from "@/lib/web/form-error";
import { seeOther } from "@/lib/http/see-other";
import { withQuery } from "@/lib/http/with-query";

/** "Verify": after it the person is taken to what they wanted to do. */
export function POST(request: Request): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const to = visitPath(query.get("to") ?? "") ?? "/account";
  return postAccount(request, to, async ({ user, session, field, address }) => {
    const recovery = query.get("with") === "key";
    const authenticated = await reauthenticate({
      userId: user.id,
      email: user.email,
      sessionId: session.sessionId,
      typed: field(recovery ? "key" : "code"),
      recovery,
      address,
    });
    return seeOther(
      authenticated.ok
        ? to
        : withQuery("/account/reauthenticate", {
            to,
            with: recovery ? "key" : undefined,
            ...errorQuery(authenticated),
          }),
    );
  });
}

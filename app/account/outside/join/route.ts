import { isFresh } from "@/lib/accounts/signed-in-store";
import { postAccount } from "@/lib/http/account-request";
import { beginOutside } from "@/lib/http/begin-outside";
import { SECURITY_PATH, securityUrl } from "@/lib/http/security-url";
import { seeOther } from "@/lib/http/see-other";

/** "Add" beside a provider: a new way to sign in, so it takes a fresh proof of being there (ASVS 7.5.1). */
export function POST(request: Request): Promise<Response> {
  return postAccount(request, SECURITY_PATH, async ({ session, field, address }) =>
    isFresh(session) ? beginOutside(field("provider"), { goal: "join", id: session.sessionId }, address, securityUrl) : seeOther(securityUrl({ error: "outside_not_fresh" })),
  );
}

import { postRecentAuth } from "@/lib/web/account-request";
import { beginProviderSignIn } from "@/lib/web/begin-provider-sign-in";
import { SECURITY_PATH, securityUrl } from "@/lib/web/security-url";

/** "Add" beside a provider: a new way to sign in, so it takes recent authentication (ASVS 7.5.1). */
export function POST(request: Request): Promise<Response> {
  return postRecentAuth(request, SECURITY_PATH, ({ session, field, address }) =>
    beginProviderSignIn(field("provider"), { goal: "link", id: session.sessionId }, address, securityUrl),
  );
}

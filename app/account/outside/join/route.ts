import { postFresh } from "@/lib/web/account-request";
import { beginOutside } from "@/lib/web/begin-outside";
import { SECURITY_PATH, securityUrl } from "@/lib/web/security-url";

/** "Add" beside a provider: a new way to sign in, so it takes a fresh proof of being there (ASVS 7.5.1). */
export function POST(request: Request): Promise<Response> {
  return postFresh(request, SECURITY_PATH, ({ session, field, address }) =>
    beginOutside(field("provider"), { goal: "join", id: session.sessionId }, address, securityUrl),
  );
}

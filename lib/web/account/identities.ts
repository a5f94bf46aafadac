import { beginAttempt } from "@/lib/accounts/identities/begin-attempt";
import { unlinkIdentity } from "@/lib/accounts/identities/linked-identity-store";
import { pageWith, type AccountPost } from "@/lib/web/account/account-action";
import { setAttemptCookie } from "@/lib/web/provider-attempt-cookie";
import { SECURITY_PATH, securityUrl } from "@/lib/web/security-url";

/** "Add" beside a provider: a new way to sign in. */
export async function beginLinking({ session, field, address, proven }: AccountPost): Promise<string> {
  const begun = await beginAttempt(field("provider"), { goal: "link", id: session.sessionId }, { address, proven });
  if (!begun.ok) return pageWith(SECURITY_PATH, begun);
  await setAttemptCookie(begun.sealed);
  return begun.location;
}

/** "Remove" beside a provider. */
export async function unlink({ user, session, field, address }: AccountPost): Promise<string> {
  const unlinked = await unlinkIdentity(user.id, field("provider"), session.sessionId, address);
  return securityUrl(unlinked ? { identity: "unlinked" } : {});
}

import { addPasskey } from "@/lib/accounts/passkeys/add-passkey";
import { endPasskeyOffer } from "@/lib/accounts/passkeys/passkey-store";
import { removePasskey } from "@/lib/accounts/passkeys/remove-passkey";
import { pageWith, signInOf, type AccountPost } from "@/lib/web/account/account-action";
import { securityUrl } from "@/lib/web/security-url";

export const PASSKEYS_PAGE = "/account/security/passkeys";

/** "Add a passkey": what the browser made. */
export async function addNewPasskey(post: AccountPost): Promise<string> {
  const { user, field, device } = post;
  const answer = {
    id: field("id"),
    clientData: field("client"),
    attestation: field("attestation"),
    transports: field("transports"),
  };
  const added = await addPasskey(user, signInOf(post), { sealed: field("challenge"), answer, device });
  return added.ok ? securityUrl({ done: "passkey" }) : pageWith(PASSKEYS_PAGE, added);
}

/** "Remove" beside a passkey. */
export async function removeOnePasskey(post: AccountPost): Promise<string> {
  const removed = await removePasskey(post.user, signInOf(post), post.field("passkey"));
  return securityUrl({ done: removed ? "noPasskey" : undefined });
}

/** "Not now", of the passkey that was offered. */
export async function declinePasskey({ user }: AccountPost): Promise<string> {
  await endPasskeyOffer(user.id);
  return "/account";
}

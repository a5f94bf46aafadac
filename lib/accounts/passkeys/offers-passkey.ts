import type { Account } from "@/lib/accounts/account-store";
import { relyingParty } from "@/lib/accounts/passkeys/relying-party";

/** Whether a passkey is offered to who is signed in: once, until they add one or say "Not now". */
export const offersPasskey = (account: Account | undefined): boolean =>
  account?.offersPasskey === true && relyingParty() !== undefined;

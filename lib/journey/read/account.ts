import { offeredProviders, type IdentityProvider } from "@/lib/accounts/identities/identity-providers";
import { askForPasskey, type PasskeyRequest } from "@/lib/accounts/passkeys/ask-for-passkey";
import { isOpenToAll } from "@/lib/accounts/registration/may-register";
import { env } from "@/lib/env";
import type { ReadView } from "@/lib/journey/read/view";

/** A code by mail signs in or makes the account; a password is the other way, and can be forgotten. */
export type AccountView = {
  way: "code" | "password" | "forgotten";
  providers: IdentityProvider[];
  /** What the browser is asked to sign in with; undefined: nothing. */
  passkey: PasskeyRequest | undefined;
  /** Who may make an account here. */
  newcomers: "all" | "some" | "none";
};

function newcomers(): AccountView["newcomers"] {
  const { registration } = env();
  if (registration.who === "closed") return "none";
  return isOpenToAll(registration) ? "all" : "some";
}

/** Reads how the person can sign in here. */
export const readAccount: ReadView<AccountView> = async ({ id }, { query, userAgent }) => {
  const asked = query("with");
  const way = asked === "password" || asked === "forgotten" ? asked : "code";
  const passkey = way === "forgotten" ? undefined : await askForPasskey(id);
  return { way, providers: way === "password" ? [] : offeredProviders(userAgent), passkey, newcomers: newcomers() };
};

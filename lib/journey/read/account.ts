import { offeredProviders, type IdentityProvider } from "@/lib/accounts/identities/identity-providers";
import type { ReadView } from "@/lib/journey/read/view";

/** A code by mail signs in or makes the account; a password is the other way, and can be forgotten. */
export type AccountView = { way: "code" | "password" | "forgotten"; providers: IdentityProvider[] };

/** Reads how the person can sign in here. */
export const readAccount: ReadView<AccountView> = (_journey, { query, userAgent }) => {
  const asked = query("with");
  const way = asked === "password" || asked === "forgotten" ? asked : "code";
  return { way, providers: way === "password" ? [] : offeredProviders(userAgent) };
};

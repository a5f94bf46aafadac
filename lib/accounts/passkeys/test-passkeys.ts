import type { Account } from "@/lib/accounts/account-store";
import { addPasskey } from "@/lib/accounts/passkeys/add-passkey";
import { askForNewPasskey, askForPasskey } from "@/lib/accounts/passkeys/ask-for-passkey";
import { relyingParty } from "@/lib/accounts/passkeys/relying-party";
import { signInWithPasskey } from "@/lib/accounts/passkeys/sign-in-with-passkey";
import { BROWSER } from "@/lib/accounts/test-account";
import { createJourney } from "@/lib/journey/journey-store";
import { randomToken } from "@/lib/random";
import { Authenticator, type Habits } from "@/tests/support/authenticator";

export const PARTY = relyingParty() ?? { id: "", origin: "", name: "" };

export const newAuthenticator = (habits: Partial<Habits> = {}) =>
  new Authenticator({ origin: PARTY.origin, rpId: PARTY.id, ...habits });

/** What an account's page asks for. */
export async function askNew(account: Account, sessionId: string) {
  const asked = await askForNewPasskey(account, sessionId);
  if (typeof asked === "string") throw new Error(asked);
  return asked;
}

/** Adds a passkey as the page does. */
export async function add(account: Account, sessionId: string, key: Authenticator, change?: Partial<Habits>) {
  const { options, sealed } = await askNew(account, sessionId);
  const where = { sessionId, address: BROWSER.address };
  return addPasskey(account, where, { sealed, answer: key.create(options, change), device: BROWSER.device });
}

/** A journey of a browser of its own, and what its page asks for. */
export async function ask(journeyId?: string) {
  const id = journeyId ?? (await createJourney(randomToken(43), { goal: "app" }));
  const asked = await askForPasskey(id);
  if (!asked) throw new Error("no passkeys here");
  return { journeyId: id, ...asked };
}

/** Signs in with a passkey as the page does. */
export async function signIn(key: Authenticator, change?: Partial<Habits>) {
  const { journeyId, sealed, options } = await ask();
  return signInWithPasskey({ journeyId, sealed, answer: key.get(options, change), ...BROWSER });
}

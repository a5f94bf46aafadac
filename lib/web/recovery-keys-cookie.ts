import { cookies } from "next/headers";
import { cookieAttributes, cookieName } from "@/lib/accounts/auth-options";
import { minutes } from "@/lib/clock";
import { seal, unseal } from "@/lib/seal";

// The keys are kept as digests only; until they are saved, the browser itself holds them, sealed and out of reach of
// scripts.
const name = () => cookieName("portal-recovery-keys");
const PURPOSE = "recovery keys";

/** In route handlers: hands new recovery keys to the page that shows them, for ten minutes or until they are saved. */
export async function handOverKeys(sessionId: string, keys: string[]): Promise<void> {
  (await cookies()).set(name(), seal(PURPOSE, sessionId, keys.join(" ")), {
    ...cookieAttributes(),
    maxAge: minutes(10) / 1000,
  });
}

/** The keys that are to be saved now, in this sign-in. */
export async function handedOverKeys(sessionId: string): Promise<string[] | undefined> {
  const sealed = (await cookies()).get(name())?.value;
  return sealed ? unseal(PURPOSE, sessionId, sealed)?.split(" ") : undefined;
}

/** In route handlers: they are saved; nothing shows them again. */
export async function forgetKeys(): Promise<void> {
  (await cookies()).delete({ name: name(), ...cookieAttributes() });
}

import { identityProvider } from "@/lib/accounts/identities/identity-providers";

const CALLBACK = /^\/api\/auth\/callback\/([a-z]{1,10})$/;

/**
 * The only addresses below /api that pages answer: where a configured provider sends people back to. Nothing else of
 * next-auth's is there.
 */
export function isProviderCallback(path: string): boolean {
  return identityProvider(CALLBACK.exec(path)?.[1] ?? "") !== undefined;
}

/**
 * Apple's answer is a form that Apple's page posts. It does nothing by itself: it is turned into a GET, whose state is
 * checked.
 */
export const takesForeignPost = (path: string) => path === "/api/auth/callback/apple" && isProviderCallback(path);

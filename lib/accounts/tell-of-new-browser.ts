import { browserOf, rememberBrowser } from "@/lib/accounts/known-browser-store";
import { consume, giveBack } from "@/lib/rate-limits/rate-limit-store";

/**
 * Remembers the browser of a sign-in, and mails the owner of an account that it never signed in to before. Not at the
 * first sign-up: nobody else is there to be told.
 * @param secret by which the browser is known again
 */
export async function tellOfNewBrowser(sessionToken: string, secret: string): Promise<void> {
  const signIn = await browserOf(sessionToken, secret);
  if (!signIn) return;
  const isNews = !signIn.isKnown && !signIn.isNewAccount;
  const tells = isNews && (await consume("signInMailsPerAccount", signIn.userId)).ok;
  const isRemembered = await rememberBrowser(signIn, tells);
  if (tells && !isRemembered) await giveBack("signInMailsPerAccount", signIn.userId);
}

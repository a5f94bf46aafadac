import { rememberBrowser } from "@/lib/accounts/known-browser-store";
import { mailNewSignIn } from "@/lib/mail/mail-new-sign-in";
import { consume } from "@/lib/rate-limits/rate-limit-store";

/**
 * Remembers the browser of a sign-in, and mails the owner of an account that it never signed in to before. Not at the
 * first sign-up: nobody else is there to be told.
 * @param secret by which the browser is known again
 */
export async function tellOfNewBrowser(sessionToken: string, secret: string): Promise<void> {
  const signIn = await rememberBrowser(sessionToken, secret);
  if (!signIn || signIn.isKnown || signIn.isNewAccount) return;
  if ((await consume("signInMailsPerAccount", signIn.userId)).ok) await mailNewSignIn(signIn.email, signIn);
}

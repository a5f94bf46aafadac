import { beginAttempt } from "@/lib/accounts/identities/begin-attempt";
import { sendSignInCode } from "@/lib/accounts/send-sign-in-code";
import { codeUnderWayTo } from "@/lib/accounts/sign-in-code-store";
import { signInWithPassword } from "@/lib/accounts/sign-in-with-password";
import { elsewhere, toStep, toStepWith, type Outcome, type Post } from "@/lib/journey/act/action";
import { codeSent, emailTyped, signedIn, stayChosen } from "@/lib/journey/transitions";
import { emailAddress } from "@/lib/mail/email-address";

/** "Send code": to sign in, or (`forgotten`) to choose a new password. What is sent and answered is the same. */
export async function sendCode({ journey: { id }, field, address, proven }: Post): Promise<Outcome> {
  const resetting = field("forgotten") === "1";
  await stayChosen(id, field("stay") === "yes");
  const sent = await sendSignInCode({ journeyId: id, email: field("email"), address, proven });
  // A second tap, while the mail server takes its time: the mail of the first is on its way.
  const isTooSoon = !sent.ok && sent.error === "resend_too_soon";
  const underWay = isTooSoon ? await codeUnderWayTo(id, field("email")) : undefined;
  if (underWay) {
    await codeSent(id, underWay, resetting);
    return toStep("verify");
  }
  // The code is good, its mail is late: the person waits where it is entered.
  const late = !sent.ok && sent.error === "mail_waiting" ? emailAddress(field("email")) : undefined;
  if (!sent.ok && late !== undefined) {
    await codeSent(id, late, resetting);
    return toStepWith(sent, "verify");
  }
  if (!sent.ok) {
    await emailTyped(id, field("email"));
    return toStepWith(sent, "account", { with: resetting ? "forgotten" : undefined });
  }
  await codeSent(id, sent.email, resetting);
  return toStep("verify");
}

/** "Sign in" with a password. */
export async function signInByPassword({ journey: { id }, field, address, proven, device }: Post): Promise<Outcome> {
  const email = field("email");
  await stayChosen(id, field("stay") === "yes");
  const client = { address, proven, device };
  const tried = await signInWithPassword({ journeyId: id, email, password: field("password"), ...client });
  if (!tried.ok) {
    await emailTyped(id, email);
    return toStepWith(tried, "account", { with: "password" });
  }
  await signedIn(id);
  return { ...toStep("authorize"), sessionToken: tried.sessionToken };
}

/** "Continue with Google" and the like. */
export async function continueWithProvider({ journey: { id }, field, address, proven }: Post): Promise<Outcome> {
  await stayChosen(id, field("stay") === "yes");
  const begun = await beginAttempt(field("provider"), { goal: "sign-in", id }, { address, proven });
  return begun.ok ? { ...elsewhere(begun.location), providerAttempt: begun.sealed } : toStepWith(begun, "account");
}

import { sendSignInCode } from "@/lib/accounts/send-sign-in-code";
import { forgetSignInCode } from "@/lib/accounts/sign-in-code-store";
import { signInWithCode } from "@/lib/accounts/sign-in-with-code";
import { toStep, toStepWith, type Outcome, type Post } from "@/lib/journey/act/action";
import { emailDiscarded, signedIn } from "@/lib/journey/transitions";

/** "Verify". */
export async function checkCode({ journey: { id, email }, field, address, device }: Post): Promise<Outcome> {
  const tried = await signInWithCode({
    journeyId: id,
    email: email ?? "",
    code: field("code"),
    address,
    device,
  });
  if (!tried.ok) return toStepWith(tried, "verify");
  await signedIn(id);
  return { ...toStep(tried.isNew ? "printer" : "authorize"), sessionToken: tried.sessionToken };
}

/** "Send a new code": the one before dies. */
export async function resendCode({ journey: { id, email }, address, proven }: Post): Promise<Outcome> {
  const sent = await sendSignInCode({ journeyId: id, email: email ?? "", address, proven });
  return sent.ok ? toStep("verify", { resent: "1" }) : toStepWith(sent, "verify");
}

/** "Use another address": the code that was sent is dead, the address stays in its field to be mended. */
export async function changeEmail({ journey: { id } }: Post): Promise<Outcome> {
  await forgetSignInCode(id);
  await emailDiscarded(id);
  return toStep("account");
}

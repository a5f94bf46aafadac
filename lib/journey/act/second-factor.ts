import { forgetFirstFactor } from "@/lib/accounts/first-factor-store";
import { signInWithSecondFactor } from "@/lib/accounts/second-factor/sign-in-with-second-factor";
import { forgetSignInCode } from "@/lib/accounts/sign-in-code-store";
import { toStep, toStepWith, type Outcome, type Post } from "@/lib/journey/act/action";
import { signedIn } from "@/lib/journey/transitions";

/** "Verify" of the second factor: the authenticator's code, or (`with=key`) a recovery key. */
export async function checkSecondFactor({ journey: { id }, field, query, address, device }: Post): Promise<Outcome> {
  const recovery = query("with") === "key";
  const typed = field(recovery ? "key" : "code");
  const tried = await signInWithSecondFactor({ journeyId: id, typed, recovery, address, device });
  if (!tried.ok) return toStepWith(tried, "second-factor", { with: recovery ? "key" : undefined });
  await signedIn(id);
  return { ...toStep("authorize"), sessionToken: tried.sessionToken };
}

/** "Use another account": the first factor is forgotten, and its code is dead. */
export async function useAnotherAccount({ journey: { id } }: Post): Promise<Outcome> {
  await forgetSignInCode(id);
  await forgetFirstFactor(id);
  return toStep("account");
}

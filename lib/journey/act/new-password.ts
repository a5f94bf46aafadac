import { changePassword } from "@/lib/accounts/password/change-password";
import { isRecentlyAuthenticated } from "@/lib/accounts/signed-in-store";
import { elsewhere, toCurrentStep, toStep, toStepWith, type Outcome, type Post } from "@/lib/journey/act/action";
import { resetEnded } from "@/lib/journey/transitions";

/** "Save password" after a forgotten one: every other sign-in ends. */
export async function saveNewPassword({ journey: { id, user }, field, signIn, address }: Post): Promise<Outcome> {
  const session = await signIn();
  if (!session || !user) return toStep("account");
  // The code that proved who it is was typed a while ago: by now anybody may hold this browser.
  if (!isRecentlyAuthenticated(session)) {
    await resetEnded(id);
    return elsewhere("/account/security?error=first_factor_expired");
  }
  const changed = await changePassword(
    user,
    { sessionId: session.sessionId, address },
    { password: field("password"), current: undefined },
  );
  if (!changed.ok) return toStepWith(changed, "new-password");
  await resetEnded(id);
  return toCurrentStep();
}

/** "Go on without": the password stays what it was. */
export async function skipNewPassword({ journey: { id } }: Post): Promise<Outcome> {
  await resetEnded(id);
  return toCurrentStep();
}

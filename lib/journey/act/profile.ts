import { completeProfile } from "@/lib/accounts/complete-profile";
import { toStep, toStepWith, type Outcome, type Post } from "@/lib/journey/act/action";
import { profileSaved, profileTyped } from "@/lib/journey/transitions";

/** "Create account". */
export async function saveProfile({ journey: { id, user }, field }: Post): Promise<Outcome> {
  if (!user) return toStep("account");
  const input = { name: field("name"), password: field("password"), terms: field("terms") === "yes" };
  const done = await completeProfile(user, input);
  if (!done.ok) {
    await profileTyped(id, input);
    return toStepWith(done, "profile");
  }
  await profileSaved(id);
  return toStep("printer");
}

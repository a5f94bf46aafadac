import { signInWithPasskey } from "@/lib/accounts/passkeys/sign-in-with-passkey";
import { toStep, toStepWith, type Outcome, type Post } from "@/lib/journey/act/action";
import { signedIn, stayChosen } from "@/lib/journey/transitions";

/** "Use a passkey", and a passkey that was chosen in the field of the address. */
export async function signInByPasskey({ journey, field, address, proven, device }: Post): Promise<Outcome> {
  const { id, step } = journey;
  await stayChosen(id, field("stay") === "yes");
  const answer = {
    id: field("id"),
    clientData: field("client"),
    authenticator: field("authenticator"),
    signature: field("signature"),
    user: field("user"),
  };
  const sealed = field("challenge");
  const tried = await signInWithPasskey({ journeyId: id, sealed, answer, address, proven, device });
  if (!tried.ok) return toStepWith(tried, step.name === "verify" ? "verify" : "account");
  await signedIn(id);
  return { ...toStep("authorize"), sessionToken: tried.sessionToken };
}

import { toStep, toStepWith, type Outcome, type Post } from "@/lib/journey/act/action";
import { connect } from "@/lib/journey/act/authorize";
import { giveUpKey, tryKeyCode } from "@/lib/octoprint/key-code-store";
import { typedCode } from "@/lib/typed-code";

/**
 * "Create key": a right code makes the key and the connection, and takes both to the app. The third wrong one ends the
 * wish for a key, not the journey. The same again within two minutes gives the same key with a connection of its own.
 */
export async function createKey(post: Post): Promise<Outcome> {
  const { journey, field } = post;
  const { id, keyWish, apiKeyAppName } = journey;
  if (!keyWish || !apiKeyAppName) return toStep("authorize");
  const wish = { journeyId: id, printerId: keyWish.printerId, keyName: apiKeyAppName };
  const tried = await tryKeyCode(wish, typedCode(field("code")));
  if (!tried.ok && tried.error === "key_code_wrong") return toStepWith({ error: "key_code_wrong" }, "api-key");
  return connect(post, keyWish.printerId);
}

/** "Skip": the app gets its connection without an OctoPrint key. */
export async function skipKey(post: Post): Promise<Outcome> {
  const { id, keyWish, step } = post.journey;
  if (!keyWish) return toStep("authorize");
  if (step.name === "api-key") await giveUpKey(id);
  return connect(post, keyWish.printerId);
}

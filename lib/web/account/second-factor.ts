import { newRecoveryKeys } from "@/lib/accounts/second-factor/recovery-keys";
import {
  beginSecondFactor,
  confirmSecondFactor,
  removeSecondFactor,
  renewRecoveryKeys,
} from "@/lib/accounts/second-factor/second-factor-store";
import { withQuery } from "@/lib/http/with-query";
import { consume } from "@/lib/rate-limits/rate-limit-store";
import { pageWith, signInOf, type AccountPost } from "@/lib/web/account/account-action";
import { forgetKeys, handOverKeys } from "@/lib/web/recovery-keys-cookie";
import { SECURITY_PATH, securityUrl } from "@/lib/web/security-url";

export const SECOND_FACTOR_PAGE = "/account/security/second-factor";

const who = (post: AccountPost) => ({ userId: post.user.id, ...signInOf(post) });

/** "Set it up": a new secret, which asks for nothing before a code has proven it. */
export async function setUp({ user, session }: AccountPost): Promise<string> {
  await beginSecondFactor(user.id, session.sessionId);
  return SECOND_FACTOR_PAGE;
}

/** "Turn on": from now on signing in takes a second factor. */
export async function turnOn(post: AccountPost): Promise<string> {
  const { user, session, field } = post;
  const limit = await consume("secondFactorPerAccount", user.id);
  if (!limit.ok) return pageWith(SECOND_FACTOR_PAGE, { error: "too_many", retryAfterSeconds: limit.retryAfterSeconds });
  const keys = newRecoveryKeys();
  if (!(await confirmSecondFactor(who(post), field("code"), keys)))
    return withQuery(SECOND_FACTOR_PAGE, { error: "second_factor_wrong" });
  await handOverKeys(session.sessionId, keys);
  return SECOND_FACTOR_PAGE;
}

/** "Turn off". */
export async function turnOff(post: AccountPost): Promise<string> {
  const off = await removeSecondFactor(who(post));
  return securityUrl({ done: off ? "off" : undefined });
}

/** "Make new recovery keys". */
export async function makeRecoveryKeys(post: AccountPost): Promise<string> {
  const keys = newRecoveryKeys();
  if (await renewRecoveryKeys(who(post), keys)) await handOverKeys(post.session.sessionId, keys);
  return SECOND_FACTOR_PAGE;
}

/** "I have saved them": nothing shows the recovery keys again. */
export async function confirmKeysSaved(): Promise<string> {
  await forgetKeys();
  return SECURITY_PATH;
}

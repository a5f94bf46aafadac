import { reauthenticate } from "@/lib/accounts/reauthenticate";
import { hasSecondFactor } from "@/lib/accounts/second-factor/second-factor-store";
import { sendAccountCode } from "@/lib/accounts/send-account-code";
import { withQuery } from "@/lib/http/with-query";
import { visitPath } from "@/lib/journey/urls/visit-path";
import { pageWith, type AccountPost, type Place } from "@/lib/web/account/account-action";

const HERE = "/account/reauthenticate";

/** The page that the person wanted to go to. */
export const wantedPage = ({ query }: Place): string => visitPath(query("to") ?? "") ?? "/account";

/** "Send code": a code by mail, for accounts without a second factor. */
export async function sendReauthenticationCode(post: AccountPost): Promise<string> {
  const { user, session, address } = post;
  const here = withQuery(HERE, { to: wantedPage(post) });
  if (await hasSecondFactor(user.id)) return here;
  const sent = await sendAccountCode({
    sessionId: session.sessionId,
    purpose: "reauthenticate",
    userId: user.id,
    email: user.email,
    address,
  });
  return sent.ok ? here : pageWith(here, sent);
}

/** "Verify": after it the person is taken to what they wanted to do. */
export async function checkReauthentication(post: AccountPost): Promise<string> {
  const { user, session, field, query, address } = post;
  const recovery = query("with") === "key";
  const authenticated = await reauthenticate({
    userId: user.id,
    email: user.email,
    sessionId: session.sessionId,
    typed: field(recovery ? "key" : "code"),
    recovery,
    address,
  });
  const to = wantedPage(post);
  return authenticated.ok ? to : pageWith(withQuery(HERE, { to, with: recovery ? "key" : undefined }), authenticated);
}

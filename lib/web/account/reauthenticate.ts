import { reauthenticate } from "@/lib/accounts/reauthenticate";
import { hasSecondFactor } from "@/lib/accounts/second-factor/second-factor-store";
import { sendAccountCode } from "@/lib/accounts/send-account-code";
import { withQuery } from "@/lib/http/with-query";
import { visitPath } from "@/lib/journey/urls/visit-path";
import { pageWith, type AccountPost, type Place } from "@/lib/web/account/account-action";

const HERE = "/account/reauthenticate";

/** The page that the person wanted to go to. */
export const wantedPage = ({ query }: Place): string => visitPath(query("to") ?? "") ?? "/account";

/** What the page was asked for, for the way back to it. */
const askedOf = (place: Place) => ({ to: wantedPage(place), every: place.query("every") });

/** "Send code": a code by mail, for accounts without a second factor, and where every factor is asked for. */
export async function sendReauthenticationCode(post: AccountPost): Promise<string> {
  const { user, session, query, address } = post;
  const here = withQuery(HERE, askedOf(post));
  if (query("every") === undefined && (await hasSecondFactor(user.id))) return here;
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
    mailbox: query("with") === "mail",
    address,
  });
  if (authenticated.ok) return wantedPage(post);
  return pageWith(withQuery(HERE, { ...askedOf(post), with: recovery ? "key" : undefined }), authenticated);
}

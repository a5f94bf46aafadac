import { getAccount, type Account } from "@/lib/accounts/account-store";
import { signInCode } from "@/lib/accounts/sign-in-code-store";
import { signInWithCode } from "@/lib/accounts/sign-in-with-code";
import { now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { createJourney } from "@/lib/journey/journey-store";
import { saveCode } from "@/lib/one-time-codes/one-time-code-store";
import { randomDigits, randomToken } from "@/lib/random";
import { someAccount } from "@/tests/support/world";

export const BROWSER = { address: "203.0.113.7", device: "Safari on iPhone" };

/**
 * One browser of a person: signed in with a code, another code waits, and a third journey waits for the second factor.
 */
export type Place = {
  browser: string;
  sessionId: string;
  token: string;
  used: Mailed;
  unused: Mailed;
  pending: string;
};
export type Mailed = { journeyId: string; code: string };

/** What an account has in several browsers. `own` is the one that acts; `other` is the one that is meant. */
export type World = { account: Account; own: Place; other: Place; third: Place };

export const redeem = ({ journeyId, code }: Mailed, email: string) =>
  signInWithCode({ journeyId, email, code, ...BROWSER });

export async function mail(browser: string, email: string): Promise<Mailed> {
  const journeyId = await createJourney(browser, { goal: "app" });
  const code = randomDigits(6);
  await saveCode(signInCode(journeyId), { email, code });
  return { journeyId, code };
}

async function place({ id, email }: Account): Promise<Place> {
  const browser = randomToken(43);
  const used = await mail(browser, email);
  const signedIn = await redeem(used, email);
  if (!signedIn.ok || !signedIn.sessionToken) throw new Error("not signed in");
  const { id: sessionId } = await db().session.findUniqueOrThrow({
    where: { sessionToken: digest(signedIn.sessionToken) },
  });
  const pending = await createJourney(browser, { goal: "app" });
  await db().journey.update({
    where: { id: pending },
    data: { mfaPendingUserId: id, mfaPendingSince: now(), firstFactor: "password" },
  });
  return { browser, sessionId, token: signedIn.sessionToken, used, unused: await mail(browser, email), pending };
}

export async function makeWorld(): Promise<World> {
  const { id } = await someAccount();
  const account = (await getAccount(id)) as Account;
  return { account, own: await place(account), other: await place(account), third: await place(account) };
}

import { redirect } from "next/navigation";
import type { Account } from "@/lib/accounts/account-store";
import { factorsToShow, type Factor } from "@/lib/accounts/every-factor";
import { hasSecondFactor } from "@/lib/accounts/second-factor/second-factor-store";
import { isRecentlyAuthenticated, touchSession, type SignedIn } from "@/lib/accounts/signed-in-store";
import { sessionToken } from "@/lib/web/browser-cookie";
import { clientInfo } from "@/lib/web/client-info";
import { currentUser } from "@/lib/web/current-user";
import { sentHeaders } from "@/lib/web/sent-request";

/** Who is signed in, and in which browser. */
export type AccountVisit = { user: Account; session: SignedIn };

/** The account and the browser of this request. */
export async function currentVisit(): Promise<AccountVisit | undefined> {
  const user = await currentUser();
  const token = sessionToken();
  if (!user || !token) return undefined;
  const session = await touchSession(token, clientInfo(sentHeaders()));
  return session && { user, session };
}

/** Where to sign in, and come back to a page. */
export const signInFirst = (path: string) => `/account/sign-in?${new URLSearchParams({ to: path })}`;

/**
 * For a page of the account: who is signed in. Anybody else is asked to sign in, and comes back.
 * @param path of the page
 */
export async function requireUser(path: string): Promise<AccountVisit> {
  return (await currentVisit()) ?? redirect(signInFirst(path));
}

/** Where to authenticate anew, and come back to a page. */
export const reauthenticateFirst = (path: string) => `/account/reauthenticate?${new URLSearchParams({ to: path })}`;

/** Where to show every factor that the account has, and come back to a page. */
export const everyFactorFirst = (path: string) =>
  `/account/reauthenticate?${new URLSearchParams({ to: path, every: "1" })}`;

/** What the person has still to show before something takes every factor that the account has. */
export const missingFactors = async ({ user, session }: AccountVisit): Promise<Factor[]> =>
  factorsToShow(session, await hasSecondFactor(user.id));

/** {@link requireUser} for what takes every factor that the account has. */
export async function requireEveryFactor(path: string): Promise<AccountVisit> {
  const visit = await requireUser(path);
  return (await missingFactors(visit)).length === 0 ? visit : redirect(everyFactorFirst(path));
}

/** {@link requireUser} for what takes recent authentication (ASVS 7.5.1). */
export async function requireRecentAuth(path: string): Promise<AccountVisit> {
  const visit = await requireUser(path);
  return isRecentlyAuthenticated(visit.session) ? visit : redirect(reauthenticateFirst(path));
}

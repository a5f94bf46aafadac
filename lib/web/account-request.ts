import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { Account, ClientInfo } from "@/lib/accounts/account-store";
import { isRecentlyAuthenticated, touchSession, type SignedIn } from "@/lib/accounts/signed-in-store";
import { sessionToken } from "@/lib/web/browser-cookie";
import { currentUser } from "@/lib/web/current-user";
import { readForm } from "@/lib/web/form-data";
import { clientInfo } from "@/lib/web/client-info";
import { seeOther } from "@/lib/http/see-other";
import { serverFault } from "@/lib/web/server-fault";

/** Who is signed in, and in which browser. */
export type AccountVisit = { user: Account; session: SignedIn };

/** The account and the browser of this request. */
export async function currentVisit(): Promise<AccountVisit | undefined> {
  const user = await currentUser();
  const token = await sessionToken();
  if (!user || !token) return undefined;
  const session = await touchSession(token, clientInfo(await headers()));
  return session && { user, session };
}

const signInFirst = (path: string) => `/account/sign-in?${new URLSearchParams({ to: path })}`;

/**
 * For a page of the account: who is signed in. Anybody else is asked to sign in, and comes back.
 * @param path of the page
 */
export async function requireUser(path: string): Promise<AccountVisit> {
  return (await currentVisit()) ?? redirect(signInFirst(path));
}

export type AccountPost = AccountVisit & { field: (name: string) => string } & ClientInfo;

/**
 * For a post of a page of the account: runs `act` for who is signed in; anybody else is asked to sign in first. A fault
 * is logged and answered with a reference.
 * @param path of the page, to come back to
 */
export async function postAccount(
  request: Request,
  path: string,
  act: (post: AccountPost) => Promise<Response>,
): Promise<Response> {
  try {
    const visit = await currentVisit();
    if (!visit) return seeOther(signInFirst(path));
    return await act({ ...visit, field: await readForm(request), ...clientInfo(request.headers) });
  } catch (error) {
    return await serverFault(error);
  }
}

const reauthenticateFirst = (path: string) => `/account/reauthenticate?${new URLSearchParams({ to: path })}`;

/** {@link requireUser} for what takes recent authentication (ASVS 7.5.1). */
export async function requireRecentAuth(path: string): Promise<AccountVisit> {
  const visit = await requireUser(path);
  return isRecentlyAuthenticated(visit.session) ? visit : redirect(reauthenticateFirst(path));
}

/** {@link postAccount} for what takes recent authentication. */
export function postRecentAuth(
  request: Request,
  path: string,
  act: (post: AccountPost) => Promise<Response>,
): Promise<Response> {
  return postAccount(request, path, async (post) =>
    isRecentlyAuthenticated(post.session) ? act(post) : seeOther(reauthenticateFirst(path)),
  );
}

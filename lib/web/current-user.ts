import type { NextApiRequest, NextApiResponse } from "next";
import { getServerSession } from "next-auth";
import type { Account } from "@/lib/accounts/account-store";
import { authOptions, sessionCookieName } from "@/lib/accounts/auth-options";
import { noteLanguage } from "@/lib/messages/locale";
import { oncePerRequest } from "@/lib/observability/once-per-request";
import { sessionToken } from "@/lib/web/browser-cookie";

/** next-auth extends its cookie in an answer; ours are set at the sign-in alone. */
const ANSWER = { getHeader: () => undefined, setHeader: () => undefined } as unknown as NextApiResponse;

/**
 * The account signed in with this request's cookie.
 * @throws what the database threw: a fault of ours is not the same as a missing session
 */
export async function currentUser(): Promise<Account | undefined> {
  const token = sessionToken();
  return token ? oncePerRequest(`user ${token}`, () => readUser(token)) : undefined;
}

async function readUser(token: string): Promise<Account | undefined> {
  const faults: unknown[] = [];
  const request = { headers: {}, cookies: { [sessionCookieName()]: token } } as unknown as NextApiRequest;
  const session = await getServerSession(
    request,
    ANSWER,
    authOptions((error) => faults.push(error)),
  );
  if (faults.length > 0) throw faults[0];
  const account = session?.user as Account | undefined;
  if (account?.locale) noteLanguage({ account: { tag: account.locale, isChosen: account.localeChosen } });
  return account;
}

import type { NextApiRequest, NextApiResponse } from "next";
import { getServerSession } from "next-auth";
import { getAccount, type Account } from "@/lib/accounts/account-store";
import { authOptions, sessionCookieName } from "@/lib/accounts/auth-options";
import { sessionToken } from "@/lib/web/browser-cookie";

/** next-auth extends its cookie in an answer; ours are set at the sign-in alone. */
const ANSWER = { getHeader: () => undefined, setHeader: () => undefined } as unknown as NextApiResponse;

/**
 * The account signed in with this request's cookie.
 * @throws what the database threw: a fault of ours is not the same as a missing session
 */
export async function currentUser(): Promise<Account | undefined> {
  const faults: unknown[] = [];
  const token = sessionToken();
  if (!token) return undefined;
  const request = { headers: {}, cookies: { [sessionCookieName()]: token } } as unknown as NextApiRequest;
  const session = await getServerSession(
    request,
    ANSWER,
    authOptions((error) => faults.push(error)),
  );
  if (faults.length > 0) throw faults[0];
  const id = (session?.user as { id?: string } | undefined)?.id;
  return id ? getAccount(id) : undefined;
}

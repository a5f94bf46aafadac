import { getServerSession } from "next-auth";
import { getAccount, type Account } from "@/lib/accounts/account-store";
import { authOptions } from "@/lib/accounts/auth-options";

/** The account signed in with this request's cookie. */
export async function currentUser(): Promise<Account | undefined> {
  const session = await getServerSession(authOptions());
  const id = (session?.user as { id?: string } | undefined)?.id;
  return id ? getAccount(id) : undefined;
}

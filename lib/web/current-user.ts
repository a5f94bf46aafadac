import { getServerSession } from "next-auth";
import { getAccount, type Account } from "@/lib/accounts/account-store";
import { authOptions } from "@/lib/accounts/auth-options";

/**
 * The account signed in with this request's cookie.
 * @throws what the database threw: a fault of ours is not the same as a missing session
 */
export async function currentUser(): Promise<Account | undefined> {
  const faults: unknown[] = [];
  const session = await getServerSession(authOptions((error) => faults.push(error)));
  if (faults.length > 0) throw faults[0];
  const id = (session?.user as { id?: string } | undefined)?.id;
  return id ? getAccount(id) : undefined;
}

import { tellOfNewBrowser } from "@/lib/accounts/tell-of-new-browser";
import { recordFault } from "@/lib/observability/record-fault";
import { ensureKnownSecret } from "@/lib/web/set-browser-cookie";

/** In route handlers, after a sign-in: the browser is known from now on. A fault of that is no reason to go nowhere. */
export async function greetBrowser(sessionToken: string): Promise<void> {
  const secret = await ensureKnownSecret();
  await tellOfNewBrowser(sessionToken, secret).catch(recordFault);
}

import { knownIssuer } from "@/lib/accounts/identities/discover-issuer";
import { providerFormSources } from "@/lib/accounts/identities/provider-form-sources";
import { returnUrlOf } from "@/lib/journey/journey-store";
import { checkReturn } from "@/lib/journey/read/check-return";
import { journeyApp } from "@/lib/journey/read/journey-app";
import { openStartUrl } from "@/lib/journey/read/open-start-url";
import { PORTAL_PATH } from "@/lib/journey/urls/step-url";
import { paymentHosts } from "@/lib/supporters/checkout/payment-hosts";

/** Pages with a button that leads to the payment provider. */
const PAYING = [`${PORTAL_PATH}/supporter`, `${PORTAL_PATH}/nosupporterperks`, "/account/supporter"];
/** The pages whose forms begin a sign-in at a provider. */
const PROVIDER_PAGES = [`${PORTAL_PATH}/account`, "/account/security"];

async function returnSource(pathname: string, query: string): Promise<string | undefined> {
  if (pathname === PORTAL_PATH) {
    const opened = await openStartUrl(query);
    return opened.ok ? opened.start.target.formActionSource : undefined;
  }
  if (!pathname.startsWith(`${PORTAL_PATH}/`)) return undefined;
  const id = new URLSearchParams(query).get("session");
  const found = id ? await returnUrlOf(id) : undefined;
  const app = found ? await journeyApp(found.appId) : undefined;
  const checked = found && app ? checkReturn(app, found.returnUrl, found.answer) : undefined;
  return checked?.ok ? checked.target.formActionSource : undefined;
}

/**
 * Where, besides our own origin, the forms of a page may lead: the one validated return URL, the payment provider where
 * one pays, and the configured providers where one signs in, because Chromium applies the policy's `form-action` to the
 * redirect of a post too. Other pages get nothing.
 * @param pathname normalised path @param query everything behind the question mark
 * @returns CSP sources with blanks between, or undefined
 */
export async function formActionSource(pathname: string, query: string): Promise<string | undefined> {
  const providers = PROVIDER_PAGES.includes(pathname) ? providerFormSources(knownIssuer()?.authorization_endpoint) : [];
  const sources = [
    await returnSource(pathname, query),
    PAYING.includes(pathname) ? paymentHosts() : undefined,
    ...providers,
  ];
  return sources.filter(Boolean).join(" ") || undefined;
}

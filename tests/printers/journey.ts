import type { Browser, Page } from "./browser";
import { expectSame, waitFor } from "./proofs";
import { ask } from "@/tests/support/portal";

type Mail = { to: string; subject: string };

const at = (page: Page, step: string): Page => {
  if (page.step !== step)
    throw new Error(`at step ${page.step ?? `(status ${page.status}) ${page.url}`} instead of ${step}`);
  return page;
};

async function mailedCode(portal: string, email: string, subject: RegExp): Promise<string> {
  const { host, port } = new URL(portal);
  return waitFor(`a mail to ${email}`, async () => {
    const mails = JSON.parse((await ask(Number(port), "/dev/mail.json", { host })).body) as Mail[];
    return /^\d{6}/.exec(mails.find((mail) => mail.to === email && subject.test(mail.subject))?.subject ?? "")?.[0];
  });
}

export type JourneyPlan = {
  portal: string;
  email: string;
  printerId: string;
  /** As the connector shows it. */
  linkingCode: string;
  printerName: string;
  keyName: string;
};

/** A new person's way from an app's start URL to the question whether the printer may be used. */
export async function reachConsent(browser: Browser, plan: JourneyPlan): Promise<Page> {
  const { portal, email } = plan;
  const query = new URLSearchParams({ appId: "devtest", octoPrintApiKeyAppName: plan.keyName });
  let page = at(await browser.open(`${portal}/appportal/v1?${query}`), "welcome");
  page = at(await browser.press(page, "Get started"), "account");
  page = at(await browser.press(page, "Send code", { email }), "verify");
  page = at(await browser.press(page, "Verify", { code: await mailedCode(portal, email, /^\d{6} is /) }), "printer");
  page = at(await browser.press(page, "Find printer", { code: plan.linkingCode }), "printer");
  page = at(await browser.press(page, "Add printer", { name: plan.printerName }), "supporter");
  page = at(await browser.press(page, "Become a supporter"), "sandbox-checkout");
  return at(await browser.press(page, "Pay"), "authorize");
}

/** "Authorize", where the app gets an OctoPrint key: the step for its code comes first. */
export async function authorizeWithKey(
  browser: Browser,
  consent: Page,
  { portal, email }: JourneyPlan,
): Promise<Record<string, string>> {
  const page = at(await browser.press(consent, "Authorize"), "api-key");
  return completion(
    await browser.press(page, "Create key", { code: await mailedCode(portal, email, /OctoPrint key/) }),
  );
}

/** "Authorize", where no key is to be had. */
export async function authorizeWithout(browser: Browser, consent: Page): Promise<Record<string, string>> {
  return completion(await browser.press(consent, "Authorize"));
}

function completion(page: Page): Record<string, string> {
  const values = Object.fromEntries(new URL(page.url).searchParams);
  expectSame([page.status, values.success], [303, "true"], "completion");
  return values;
}

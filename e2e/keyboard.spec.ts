import type { Locator, Page } from "@playwright/test";
import { COMPLETE } from "./support/consent";
import { atStep, completion, reachConsent, startUrl } from "./support/journey";
import { press, tabTo, typeInto, walkByTab } from "./support/keyboard";
import { mailedCode } from "./support/mail";
import { recordSecrets } from "./support/secrets";
import { expect, test } from "./support/test";

test.setTimeout(180_000);
// While one page turns into the next nothing is where it is hit.
test.use({ contextOptions: { reducedMotion: "reduce" } });

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });

/** What was refused is where one goes on, with what was typed. */
async function staysAt(page: Page, where: Locator): Promise<void> {
  await expect(page.getByRole("main").getByRole("alert")).toHaveText(/\S/);
  await expect(where).toBeFocused();
}

/** The address and the code, each wrong at first. */
async function signInByKeys(page: Page, portal: string, email: string): Promise<void> {
  await atStep(page, "account");
  await typeInto(page, field(page, "Email"), "no@where");
  await page.keyboard.press("Enter");
  await staysAt(page, field(page, "Email"));
  await typeInto(page, field(page, "Email"), email);
  await press(page, page.getByRole("checkbox", { name: /Stay signed in/ }), "Space");
  await expect(page.getByRole("checkbox", { name: /Stay signed in/ })).toBeChecked();
  await press(page, button(page, "Send code"), "Space");
  await atStep(page, "verify");
  await expect(field(page, "Code")).toBeFocused();
  await page.keyboard.type("000000");
  await staysAt(page, field(page, "Code"));
  const code = await mailedCode(portal, email);
  recordSecrets(`code:${code}`);
  await typeInto(page, field(page, "Code"), code);
}

/** The language is changed where one is, and back again. */
async function changeLanguageByKeys(page: Page, step: string): Promise<void> {
  const root = page.locator("html");
  await press(page, page.locator("summary", { hasText: "English" }));
  await press(page, page.getByRole("button", { name: "Deutsch" }));
  await expect(root).toHaveAttribute("lang", "de");
  await atStep(page, step);
  await press(page, page.locator("summary", { hasText: "Deutsch" }), "Space");
  await press(page, page.getByRole("button", { name: "English" }));
  await expect(root).toHaveAttribute("lang", "en");
  await atStep(page, step);
}

test("a new person gets from the app's link to a connection by keys alone", async ({
  page,
  portal,
  email,
  printer,
}) => {
  await page.goto(startUrl(portal));
  await walkByTab(page);
  await changeLanguageByKeys(page, "welcome");
  await press(page, button(page, "Get started"));
  await signInByKeys(page, portal, email);
  await atStep(page, "printer");
  await walkByTab(page);
  await press(page, page.locator("summary", { hasText: "PrusaLink" }));
  await expect(page.locator("details", { hasText: "PrusaLink" })).toHaveAttribute("open", "");
  await typeInto(page, field(page, "Linking code"), "BCDF-GHJK");
  await staysAt(page, field(page, "Linking code"));
  await typeInto(page, field(page, "Linking code"), await printer.code());
  await field(page, "Printer name").waitFor();
  await walkByTab(page);
  await typeInto(page, field(page, "Printer name"), " ");
  await page.keyboard.press("Enter");
  await staysAt(page, field(page, "Printer name"));
  await typeInto(page, field(page, "Printer name"), "Voron");
  await press(page, button(page, "Add printer"));
  await atStep(page, "supporter");
  await walkByTab(page);
  await tabTo(page, page.getByRole("radio", { name: "$3.99 a month" }));
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("radio", { name: "$39 a year" })).toBeChecked();
  await press(page, page.locator("summary", { hasText: "Access lasts" }));
  await tabTo(page, page.getByRole("radio", { name: "Until I revoke it" }));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("radio", { name: /^30 days/ })).toBeChecked();
  await press(page, button(page, "Become a supporter"));
  await atStep(page, "sandbox-checkout");
  await walkByTab(page);
  await press(page, button(page, "Pay"));
  await atStep(page, "authorize");
  await walkByTab(page);
  await press(page, button(page, "Authorize"));
  await page.waitForURL(COMPLETE);
  expect(completion(page.url())).toMatchObject({ success: "true", printername: "Voron" });
  await walkByTab(page);
});

test("the account is operated by keys alone", async ({ page, portal, email, printer }) => {
  await reachConsent(page, portal, email, printer);
  await page.goto(`${portal}/account`);
  await walkByTab(page);
  for (const path of [
    `/account/printers/${await printer.publicId()}`,
    "/account/security/password",
    "/account/security/email",
    "/account/supporter",
    "/account/activity",
    "/account/data",
    "/account/data/delete",
    `/view/${await printer.publicId()}`,
  ]) {
    await page.goto(portal + path);
    await walkByTab(page);
  }
  await page.goto(`${portal}/account/security/password`);
  await typeInto(page, field(page, "New password"), "short");
  await press(page, button(page, "Show"), "Space");
  await expect(field(page, "New password")).toHaveAttribute("type", "text");
  await press(page, button(page, "Save password"));
  await staysAt(page, field(page, "New password"));
  await typeInto(page, field(page, "New password"), "my spool is orange today");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status")).toContainText("new password works");
  await walkByTab(page);
  await press(page, page.getByRole("link", { name: "Your account" }));
  await atStep(page, "your-account");
  await press(page, page.getByRole("link", { name: /^Printers/ }));
  await press(page, page.getByRole("link", { name: /Voron in the garage/ }));
  await atStep(page, "account-printer");
  await typeInto(page, field(page, "Printer name"), "Renamed by keys");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Renamed by keys" })).toBeVisible();
  await press(page, page.getByRole("link", { name: /^Remove this printer/ }));
  await atStep(page, "account-printer-remove");
  await press(page, page.getByRole("link", { name: "Keep it" }));
  await atStep(page, "account-printer");
  await changeLanguageByKeys(page, "account-printer");
});

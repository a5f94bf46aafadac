import type { Page } from "@playwright/test";
import { authorize, toConsent } from "./support/consent";
import { addPrinter, atStep, signIn, startUrl } from "./support/journey";
import { PrinterProcess } from "./support/printer";
import { expect, test } from "./support/test";
import { saysMistake, understood } from "./support/tree";

test.setTimeout(180_000);

const APP = "Dev Test";
/** Written from right to left, and ending in a sign that could be either. */
const HEBREW = "המדפסת (2)";

/** What there is on a screen, in its order; what it says is left to the texts. */
const TREES: Record<string, string> = {
  welcome: `
    - main:
      - heading [level=1]
      - list:
        - listitem
      - button
      - button "Cancel"
    - contentinfo`,
  account: `
    - main:
      - heading [level=1]
      - textbox "Email"
      - button "Send code"
      - checkbox
      - button "Cancel"
    - contentinfo`,
  verify: `
    - main:
      - heading [level=1]
      - button "Change email"
      - textbox "Code"
      - button "Verify"
      - button [disabled]
      - button "Cancel"
    - contentinfo`,
  printer: `
    - main:
      - heading [level=1]
      - textbox "Linking code"
      - button "Find printer"
      - code
      - button "Copy"
      - heading [level=2]
      - list:
        - listitem:
          - group
      - button "Cancel"
    - contentinfo`,
  found: `
    - main:
      - heading [level=1]
      - textbox "Printer name"
      - button "Add printer"
      - button
    - contentinfo`,
  supporter: `
    - main:
      - heading [level=1]
      - group:
        - radio [checked]
      - group:
        - radio [checked]
        - radio
      - list:
        - listitem
      - group
      - button "Become a supporter"
      - button
    - contentinfo`,
  "sandbox-checkout": `
    - main:
      - heading [level=1]
      - button "Pay"
      - button "Decline"
    - contentinfo`,
  authorize: `
    - main:
      - heading [level=1]
      - list:
        - listitem
      - group:
        - radio
        - radio
      - group
      - button "Authorize"
      - button "Cancel"
    - contentinfo`,
  complete: `
    - main:
      - heading [level=1]
      - heading [level=2]
      - term: success
      - definition:
        - button "Copy success"
      - term: url
      - definition:
        - button "Copy url"`,
  done: `
    - main:
      - heading [level=1]
      - button
      - link "Start again"
      - link
    - contentinfo`,
};

/** Looks at the step at hand. @param tree its name above, where it is another one than the step's */
async function looked(page: Page, names: string[], step: string, tree = step): Promise<void> {
  await atStep(page, step);
  await expect(page.locator("body"), tree).toMatchAriaSnapshot(TREES[tree] ?? "");
  await understood(page, names);
}

test("pages that anybody can open are understood without seeing them", async ({ page, portal }) => {
  for (const path of [
    "/",
    "/setup",
    "/getstarted",
    "/account/sign-in",
    "/appportal/v1/nosupporterperks?appid=devtest",
    "/appportal/v1?appId=nobody",
    "/appportal/v1?appId=devtest&returnUrl=https%3A%2F%2Fevil.example%2Fback",
    "/appportal/v1/ended?session=nobody",
    "/nothing-here",
    "/_nothing-here",
  ]) {
    await page.goto(portal + path);
    await understood(page, [APP]);
  }
});

test("every step of a journey is, with its mistakes and what is waited for", async ({
  page,
  portal,
  email,
  printer,
}) => {
  const look = (step: string, tree?: string) => looked(page, [APP, email, HEBREW], step, tree);
  await page.goto(startUrl(portal));
  await look("welcome");
  await page.getByRole("button", { name: "Get started" }).click();
  await look("account");
  await page.getByLabel("Email", { exact: true }).fill("no@where");
  await page.getByRole("button", { name: "Send code" }).click();
  await saysMistake(page, "Email");
  await page.getByLabel("Email", { exact: true }).fill(`first-${email}`);
  await page.getByRole("button", { name: "Send code" }).click();
  await looked(page, [APP, `first-${email}`], "verify");
  await page.getByLabel("Code", { exact: true }).fill("000000");
  await saysMistake(page, "Code");
  await page.getByRole("button", { name: "Change email" }).click();
  // A printer that is there already: its code is what there is to do.
  await printer.next("online");
  await signIn(page, portal, email);
  await look("printer");
  await expect(page.locator("main")).toContainText("We can see a new printer");
  await page.getByLabel("Linking code").fill("BCDF-GHJK");
  await saysMistake(page, "Linking code");
  await page.getByLabel("Linking code").fill(await printer.code());
  await page.getByLabel("Printer name").fill(HEBREW);
  await look("printer", "found");
  await page.getByRole("button", { name: "Add printer" }).click();
  await look("supporter");
  const second = PrinterProcess.start(portal);
  try {
    await page.getByRole("button", { name: "Add another printer" }).click();
    await addPrinter(page, second, "Voron");
    await atStep(page, "supporter");
  } finally {
    await second.stop();
  }
  await page.getByRole("button", { name: "Become a supporter" }).click();
  await look("sandbox-checkout");
  await page.getByRole("button", { name: "Pay" }).click();
  await look("authorize");
  const consent = page.url();
  await authorize(page);
  // It has no links below.
  await expect(page.locator("body")).toMatchAriaSnapshot(TREES.complete ?? "");
  await page.goto(consent);
  await look("done");
});

/** An account with two printers, each of them used by the same app. @returns the public id of the first */
async function withTwoPrinters(page: Page, portal: string, email: string, printer: PrinterProcess): Promise<string> {
  await page.goto(startUrl(portal));
  await page.getByRole("button", { name: "Get started" }).click();
  await signIn(page, portal, email);
  await addPrinter(page, printer, HEBREW);
  await atStep(page, "supporter");
  await page.getByRole("button", { name: "Become a supporter" }).click();
  await page.getByRole("button", { name: "Pay" }).click();
  await atStep(page, "authorize");
  await authorize(page);
  const second = PrinterProcess.start(portal);
  try {
    await toConsent(page, portal);
    await page.getByRole("button", { name: "Add another printer" }).click();
    await addPrinter(page, second, "Voron");
    await atStep(page, "authorize");
    await authorize(page);
  } finally {
    await second.stop();
  }
  return printer.publicId();
}

test("every page of the account is, and repeated buttons say which one they are", async ({
  page,
  portal,
  email,
  printer,
}) => {
  const publicId = await withTwoPrinters(page, portal, email, printer);
  for (const path of [
    "/account",
    "/account/apps",
    "/account/printers",
    `/account/printers/${publicId}`,
    `/account/printers/${publicId}/remove`,
    `/view/${publicId}`,
    `/getstarted?printerid=${publicId}`,
    "/account/security",
    "/account/security/password",
    "/account/security/email",
    "/account/security/passkeys",
    "/account/security/second-factor",
    "/account/supporter",
    "/account/activity",
    "/account/data",
    "/account/data/delete",
  ]) {
    await page.goto(portal + path);
    await understood(page, [APP, email, HEBREW]);
  }
  await page.goto(`${portal}/account/apps`);
  await page.getByRole("link", { name: HEBREW }).click();
  await atStep(page, "account-app");
  await understood(page, [APP, email, HEBREW]);
  await page.getByRole("button", { name: "Revoke Dev Test" }).click();
  await expect(page.getByRole("status")).toHaveText(/\S/);
  await understood(page, [APP, email, HEBREW]);
});

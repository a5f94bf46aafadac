import { addPrinter, atStep, becomeSupporter, signIn, startUrl } from "./support/journey";
import { startOctoPrint } from "./support/octoprint";
import { openCamera, type Camera } from "./support/pictures";
import type { PrinterProcess } from "./support/printer";
import { test } from "./support/test";

const EMAIL = "robin@example.org";

async function takeOutside({ visit }: Camera): Promise<void> {
  await visit("90-unknown-app", "/appportal/v1?appId=nobody");
  await visit("91-bad-return-url", "/appportal/v1?appId=devtest&returnUrl=https%3A%2F%2Fevil.example%2Fback");
  await visit("92-home", "/");
  await visit("94-setup", "/setup");
  await visit("95-code", "/code");
  await visit("93-not-found", "/nothing-here");
}

async function takeSignIn({ page, portal, shot }: Camera): Promise<void> {
  await page.goto(startUrl(portal));
  await shot("01-welcome");
  await page.getByRole("button", { name: "Get started" }).click();
  await atStep(page, "account");
  await shot("02-account");
  await page.getByRole("link", { name: "Use a password instead" }).click();
  await shot("03-password");
  await page.getByRole("link", { name: "Email me a code instead" }).click();
  await page.getByLabel("Email", { exact: true }).fill("robin@nowhere");
  await page.getByRole("button", { name: "Send code" }).click();
  await page.getByRole("alert").first().waitFor();
  await shot("04-account-error");
  await page.getByLabel("Email", { exact: true }).fill(EMAIL);
  await page.getByRole("button", { name: "Send code" }).click();
  await atStep(page, "verify");
  await page.getByLabel("Code", { exact: true }).fill("000000");
  await page.getByRole("alert").first().waitFor();
  await shot("05-verify-error");
  await page.goto(startUrl(portal));
  await page.getByRole("button", { name: "Get started" }).click();
  await signIn(page, portal, EMAIL);
}

async function takePrinter({ page, shot }: Camera, printer: PrinterProcess): Promise<void> {
  await atStep(page, "printer");
  await page.getByLabel("Linking code").waitFor();
  await page.waitForTimeout(1000);
  await shot("08-printer-code");
  await page.getByRole("link", { name: "Without a terminal" }).click();
  await page.getByRole("heading", { name: "Without a terminal" }).waitFor();
  await shot("07-printer-agent");
  await page.goBack();
  await page.getByLabel("Linking code").fill("BCDF-GHJK");
  await page.getByRole("alert").first().waitFor();
  await shot("08-printer-code-wrong");
  await page.getByLabel("Linking code").fill(await printer.code());
  await page.getByLabel("Printer name").waitFor();
  await shot("09-printer-confirm");
  await page.getByLabel("Printer name").fill("Voron in the garage");
  await page.getByRole("button", { name: "Add printer" }).click();
}

async function takeSupporter({ page, shot }: Camera): Promise<void> {
  await atStep(page, "supporter");
  await shot("10-supporter");
  await page.getByRole("button", { name: "Become a supporter" }).click();
  await atStep(page, "sandbox-checkout");
  await shot("11-checkout");
  await page.goBack();
  await becomeSupporter(page);
}

/** @returns the address of the consent page */
async function takeConsent({ page, shot, visit }: Camera): Promise<string> {
  await atStep(page, "authorize");
  await shot("12-authorize");
  const consent = page.url();
  await page.getByRole("button", { name: "Add another printer" }).click();
  await page.getByLabel("Linking code").waitFor();
  await shot("13-another");
  await page.getByRole("button", { name: "Back to my printers" }).click();
  await atStep(page, "authorize");
  await page.getByRole("button", { name: "Authorize" }).click();
  await page.waitForURL(/complete/);
  await shot("14-complete-development");
  await visit("15-complete", "/appportal/v1/complete?success=true&id=x");
  await visit("16-complete-failed", "/appportal/v1/complete?success=false&error=cancelled");
  await page.goto(consent);
  await atStep(page, "done");
  await shot("17-done");
  return consent;
}

async function takeAfterwards({ page, portal, shot, visit }: Camera, printer: PrinterProcess): Promise<void> {
  await page.goto(startUrl(portal));
  await shot("18-welcome-signed-in");
  await visit("19-no-perks", "/appportal/v1/nosupporterperks?appid=devtest");
  await visit("20-view", `/view/${await printer.publicId()}`);
  await visit("21-getstarted", `/getstarted?printerid=${await printer.publicId()}`);
}

async function takeApiKey({ page, portal, shot }: Camera, octoPrint: PrinterProcess): Promise<void> {
  await octoPrint.next("online");
  await page.goto(startUrl(portal, { octoPrintApiKeyAppName: "My Printer App" }));
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: "Add another printer" }).click();
  await addPrinter(page, octoPrint, "Prusa upstairs");
  await atStep(page, "authorize");
  await shot("26-authorize-two");
  await page.getByRole("button", { name: "Authorize" }).click();
  await atStep(page, "api-key");
  await shot("27-api-key");
  await page.getByRole("button", { name: "Skip" }).click();
  await page.waitForURL(/complete/);
}

async function takeAnotherConsent({ page, portal, shot }: Camera, printer: PrinterProcess): Promise<void> {
  await page.goto(startUrl(portal, { printerId: await printer.publicId() }));
  await page.getByRole("button", { name: "Continue" }).click();
  await atStep(page, "authorize");
  await shot("29-authorize-again");
  await page.locator("summary", { hasText: "Until I revoke it" }).click();
  await page.getByRole("radio", { name: "30 days" }).check();
  await page.getByRole("checkbox").first().uncheck();
  await page.getByRole("button", { name: "Authorize" }).click();
  await page.waitForURL(/complete/);
  const token = new URL(page.url()).searchParams.get("appApiToken") ?? "";
  await fetch(`${portal}/api/appconnection/info`, { headers: { AppToken: token } });
}

async function takeAccount({ page, shot, visit }: Camera, printer: PrinterProcess): Promise<void> {
  await visit("28-account", "/account");
  await visit("30-apps", "/account/apps");
  await page.getByText(/^Revoke all .* connections/).click();
  await shot("31-apps-all");
  await page.getByRole("link", { name: /Prusa/ }).click();
  await atStep(page, "account-app");
  await page.getByRole("button", { name: /^Revoke/ }).click();
  await atStep(page, "account-apps");
  await shot("32-apps-revoked");
  await page.getByRole("link", { name: /Ends on/ }).click();
  await atStep(page, "account-app");
  await shot("33-app");
  await visit("34-printers", "/account/printers");
  await visit("35-printer", `/account/printers/${await printer.publicId()}`);
  await visit("36-printer-remove", `/account/printers/${await printer.publicId()}/remove`);
  await visit("37-account-supporter", "/account/supporter");
  await visit("22-mail", "/dev/mail");
}

async function takeOtherBrowser(
  { page, shot, visit }: Camera,
  consent: string,
  printer: PrinterProcess,
): Promise<void> {
  await page.context().clearCookies();
  await page.goto(consent);
  await atStep(page, "ended");
  await shot("23-other-browser");
  await visit("24-no-perks-signed-out", "/appportal/v1/nosupporterperks");
  await visit("25-view-signed-out", `/view/${await printer.publicId()}`);
}

/**
 * Not a test: takes a picture of every step and what is around it (`npm run pictures`).
 */
test("pictures of the journey", async ({ page, portal, printer }) => {
  test.setTimeout(600_000);
  const camera = await openCamera(page, portal);
  await takeOutside(camera);
  await takeSignIn(camera);
  await takePrinter(camera, printer);
  await takeSupporter(camera);
  const consent = await takeConsent(camera);
  await takeAfterwards(camera, printer);
  const octoPrint = startOctoPrint(portal);
  await takeApiKey(camera, octoPrint);
  await takeAnotherConsent(camera, printer);
  await octoPrint.stop();
  await takeAccount(camera, printer);
  await takeOtherBrowser(camera, consent, printer);
});

import path from "node:path";
import type { Page } from "@playwright/test";
import { addPrinter, atStep, becomeSupporter, completeProfile, signIn, startUrl } from "./support/journey";
import { PrinterProcess } from "./support/printer";
import { test } from "./support/test";

const SIZES = { phone: { width: 390, height: 844 }, tablet: { width: 820, height: 1180 } };
const THEMES = ["light", "dark"] as const;

/** Pictures of a step in both sizes and both themes. */
async function take(page: Page, folder: string, name: string): Promise<void> {
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await page.screenshot({ path: path.join(folder, `${name}-${size}-${theme}.png`), fullPage: true });
    }
  }
  await page.setViewportSize(SIZES.phone);
}

/** Not a test: takes a picture of every screen. `E2E_PICTURES=folder npx playwright test --project=pictures`. */
test("pictures of every screen", async ({ page, portal, printer }) => {
  test.setTimeout(240_000);
  const folder = process.env.E2E_PICTURES ?? "e2e/results/pictures";
  const email = "robin@example.org";
  const shot = (name: string) => take(page, folder, name);
  const visit = async (name: string, target: string) => {
    await page.goto(`${portal}${target}`);
    await shot(name);
  };
  await page.setViewportSize(SIZES.phone);
  await visit("90-unknown-app", "/appportal/v1?appId=nobody");
  await visit("91-bad-return-url", "/appportal/v1?appId=devtest&returnUrl=https%3A%2F%2Fevil.example%2Fback");
  await visit("92-home", "/");
  await visit("93-not-found", "/nothing-here");
  await page.goto(startUrl(portal));
  await shot("01-welcome");
  await page.getByRole("button", { name: "Get started" }).click();
  await atStep(page, "account");
  await shot("02-account");
  await page.getByRole("link", { name: "Use your password instead" }).click();
  await shot("03-password");
  await page.getByRole("link", { name: "Mail me instead" }).click();
  await page.getByLabel("Email", { exact: true }).fill("robin@nowhere");
  await page.getByRole("button", { name: "Send code" }).click();
  await page.getByRole("alert").first().waitFor();
  await shot("04-account-error");
  await page.getByLabel("Email", { exact: true }).fill(email);
  await page.getByRole("button", { name: "Send code" }).click();
  await atStep(page, "verify");
  await page.getByLabel("Code", { exact: true }).fill("000000");
  await page.getByRole("alert").first().waitFor();
  await shot("05-verify-error");
  await page.goto(startUrl(portal));
  await page.getByRole("button", { name: "Get started" }).click();
  await signIn(page, portal, email);
  await atStep(page, "profile");
  await shot("06-profile");
  await completeProfile(page);
  await atStep(page, "printer");
  await shot("07-printer-kind");
  await page.getByRole("radio", { name: "Klipper" }).check();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByLabel("Linking code").waitFor();
  await page.waitForTimeout(1000);
  await shot("08-printer-code");
  await page.getByLabel("Linking code").fill(await printer.code());
  await page.getByLabel("Printer name").waitFor();
  await shot("09-printer-confirm");
  await page.getByLabel("Printer name").fill("Voron in the garage");
  await page.getByRole("button", { name: "Add printer" }).click();
  await atStep(page, "supporter");
  await shot("10-supporter");
  await page.getByRole("button", { name: "Become a supporter" }).click();
  await atStep(page, "sandbox-checkout");
  await shot("11-checkout");
  await page.goBack();
  await becomeSupporter(page);
  await atStep(page, "authorize");
  await shot("12-authorize");
  const consent = page.url();
  await page.getByRole("button", { name: "Add another printer" }).click();
  await page.getByRole("radio", { name: "Bambu" }).waitFor();
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
  await page.goto(startUrl(portal));
  await shot("18-welcome-signed-in");
  await visit("19-no-perks", "/appportal/v1/nosupporterperks?appid=devtest");
  await visit("20-view", `/view/${await printer.printerId()}`);
  await visit("21-getstarted", `/getstarted?printerid=${await printer.printerId()}`);
  const octoPrint = PrinterProcess.start(portal, undefined, ["--octoprint-api-key", "ADMINKEYADMINKEYADMINKEYADMINKEY"]);
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
  await octoPrint.stop();
  await visit("28-account", "/account");
  await visit("29-account-supporter", "/account/supporter");
  await visit("22-mail", "/dev/mail");
  await page.context().clearCookies();
  await page.goto(consent);
  await atStep(page, "ended");
  await shot("23-other-browser");
  await visit("24-no-perks-signed-out", "/appportal/v1/nosupporterperks");
  await visit("25-view-signed-out", `/view/${await printer.printerId()}`);
});

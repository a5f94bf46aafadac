import { expect, type Page } from "@playwright/test";
import { mailedCode } from "./mail";
import type { PrinterProcess } from "./printer";
import { recordSecrets } from "./secrets";

/** Waits until a step is on the screen. */
export async function atStep(page: Page, step: string): Promise<void> {
  await expect(page.locator("main[data-step]")).toHaveCount(1);
  await expect(page.locator(`main[data-step="${step}"]`)).toBeVisible();
}

/** From `account` on: the code comes by mail. */
export async function signIn(page: Page, portal: string, email: string): Promise<void> {
  await atStep(page, "account");
  const asked = new Date(Date.now() - 1000);
  await page.getByLabel("Email", { exact: true }).fill(email);
  await page.getByRole("button", { name: "Send code" }).click();
  await atStep(page, "verify");
  const code = await mailedCode(portal, email, asked);
  recordSecrets(`code:${code}`);
  await page.getByLabel("Code", { exact: true }).fill(code);
  // A full field sends itself.
  await expect(page.locator('main[data-step="verify"]')).toHaveCount(0);
}

/** From the line for the computer, or the printer that the start URL named, to the added printer. */
export async function addPrinter(page: Page, printer: PrinterProcess, name: string): Promise<void> {
  await atStep(page, "printer");
  const code = await printer.code();
  recordSecrets(`linking:${code}`);
  await page.getByLabel("Linking code").fill(code.toLowerCase());
  await page.getByLabel("Printer name").fill(name);
  await page.getByRole("button", { name: "Add printer" }).click();
}

export async function becomeSupporter(page: Page): Promise<void> {
  await atStep(page, "supporter");
  await page.getByRole("button", { name: "Become a supporter" }).click();
  await atStep(page, "sandbox-checkout");
  await page.getByRole("button", { name: "Pay" }).click();
}

export const startUrl = (portal: string, query: Record<string, string> = {}) =>
  `${portal}/appportal/v1?${new URLSearchParams({ appId: "devtest", ...query })}`;

/** A whole first journey, up to the consent screen. */
export async function reachConsent(
  page: Page,
  portal: string,
  email: string,
  printer: PrinterProcess,
  query?: Record<string, string>,
  name = "Voron in the garage",
): Promise<void> {
  await page.goto(startUrl(portal, query));
  await atStep(page, "welcome");
  await page.getByRole("button", { name: "Get started" }).click();
  await signIn(page, portal, email);
  await addPrinter(page, printer, name);
  await becomeSupporter(page);
  await atStep(page, "authorize");
}

/** The values of a completion URL, all noted as secrets where they are. */
export function completion(url: string): Record<string, string> {
  const values = Object.fromEntries(new URL(url).searchParams);
  for (const name of ["appApiToken", "authBasicHttpUser", "authBasicHttpPassword", "authBearerToken"])
    recordSecrets(values[name] ?? "");
  const label = /app-([a-z0-9]+)\./.exec(values.url ?? "")?.[1];
  if (label) recordSecrets(label);
  return values;
}

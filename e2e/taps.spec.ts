import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import { COMPLETE } from "./support/consent";
import { countTaps, type Thumb } from "./support/count-taps";
import { atStep, completion, reachConsent, startUrl } from "./support/journey";
import { mailedCode } from "./support/mail";
import { PrinterProcess } from "./support/printer";
import { recordSecrets } from "./support/secrets";
import { expect, test } from "./support/test";

/** More than these and the way is too long. Of a new person: without their address. */
const MOST = { new: { taps: 7, characters: 20 }, signedIn: { taps: 2, characters: 0 }, signedOut: { taps: 4 } };

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

/** The address and the code, which sends itself. */
async function signInBy(thumb: Thumb, page: Page, portal: string, email: string): Promise<void> {
  await atStep(page, "account");
  const asked = new Date(Date.now() - 1000);
  await thumb.typeOwn(page.getByLabel("Email", { exact: true }), email);
  await thumb.tap(button(page, "Send code"));
  await atStep(page, "verify");
  const code = await mailedCode(portal, email, asked);
  recordSecrets(`code:${code}`);
  await thumb.type(page.getByLabel("Code", { exact: true }), code);
  await expect(page.locator('main[data-step="verify"]')).toHaveCount(0);
}

const connected = async (page: Page) => {
  await page.waitForURL(COMPLETE);
  expect(completion(page.url()).success).toBe("true");
};

const say = (who: string, { taps, characters }: Thumb) =>
  test.info().annotations.push({ type: "taps", description: `${who}: ${taps} taps, ${characters} characters` });

test("a new person with the line: at most 7 taps, and 20 characters beside the address", async ({
  page,
  portal,
  email,
}) => {
  const thumb = countTaps(page);
  await page.goto(startUrl(portal));
  await thumb.tap(button(page, "Get started"));
  await signInBy(thumb, page, portal, email);
  await atStep(page, "printer");
  const line = await page.locator("main code").first().innerText();
  const dir = mkdtempSync(path.join(tmpdir(), "e2e-taps-"));
  writeFileSync(path.join(dir, "setup-token"), /SETUP=([\w-]{22})/.exec(line)?.[1] ?? "", { mode: 0o600 });
  const printer = PrinterProcess.start(portal, dir);
  try {
    await expect(page.getByRole("heading", { name: "Is this your printer?" })).toBeVisible({ timeout: 20_000 });
    await thumb.tap(button(page, "Add printer"));
    await atStep(page, "supporter");
    await thumb.tap(button(page, "Become a supporter"));
    await thumb.tap(button(page, "Pay"));
    await atStep(page, "authorize");
    await thumb.tap(button(page, "Authorize"));
    await connected(page);
  } finally {
    await printer.stop();
  }
  say("new", thumb);
  expect(thumb.taps).toBeLessThanOrEqual(MOST.new.taps);
  expect(thumb.characters).toBeLessThanOrEqual(MOST.new.characters);
});

test("a returning person: two taps signed in, four else", async ({ page, portal, email, printer }) => {
  await reachConsent(page, portal, email, printer);
  const signedIn = countTaps(page);
  await page.goto(startUrl(portal));
  await signedIn.tap(button(page, "Continue"));
  await signedIn.tap(button(page, "Authorize"));
  await connected(page);
  say("returning, signed in", signedIn);
  expect(signedIn.taps).toBeLessThanOrEqual(MOST.signedIn.taps);
  expect(signedIn.characters).toBe(MOST.signedIn.characters);

  await page.context().clearCookies();
  const signedOut = countTaps(page);
  await page.goto(startUrl(portal));
  await signedOut.tap(button(page, "Get started"));
  await signInBy(signedOut, page, portal, email);
  await signedOut.tap(button(page, "Authorize"));
  await connected(page);
  say("returning, signed out", signedOut);
  expect(signedOut.taps).toBeLessThanOrEqual(MOST.signedOut.taps);
});

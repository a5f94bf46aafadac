import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import { atStep, signIn, startUrl } from "./support/journey";
import { waitForMail } from "./support/mail";
import { PrinterProcess } from "./support/printer";
import { expect, test } from "./support/test";

/** A new person's way to the line for the computer. @returns the token in it */
async function reachLine(page: Page, portal: string, email: string): Promise<string> {
  await page.goto(startUrl(portal));
  await page.getByRole("button", { name: "Get started" }).click();
  await signIn(page, portal, email);
  await atStep(page, "printer");
  await expect(page.getByLabel("Linking code")).toBeVisible();
  const line = await page.locator("main code").first().innerText();
  const [, token = ""] = /^curl -fsSL \S+\/connector\.sh \| SETUP=([\w-]{22}) sh$/.exec(line.trim()) ?? [];
  expect(token).not.toBe("");
  return token;
}

/** The connector, as the script starts it with a token. */
function startWith(portal: string, token: string): PrinterProcess {
  const dir = mkdtempSync(path.join(tmpdir(), "e2e-setup-"));
  writeFileSync(path.join(dir, "setup-token"), token, { mode: 0o600 });
  return PrinterProcess.start(portal, dir);
}

test("the line is run: the printer appears by itself, and a tap makes it the person's", async ({
  page,
  portal,
  email,
}) => {
  const token = await reachLine(page, portal, email);
  const printer = startWith(portal, token);
  try {
    await expect(page.getByRole("heading", { name: "Is this your printer?" })).toBeVisible({ timeout: 20_000 });
    await expect(page.locator("main")).toContainText("It just connected with the line you ran.");
    await expect(page.locator(".thread")).toHaveAttribute("data-state", "shoot");
    await expect(page.locator("main")).toContainText(email);
    expect(JSON.stringify(printer.said("setup"))).toContain(`${email[0]}…`);
    await page.getByLabel("Printer name").fill("By the line");
    await page.getByRole("button", { name: "Add printer" }).click();
    await atStep(page, "supporter");
    await printer.next("linked");
  } finally {
    await printer.stop();
  }
});

test("the line on two computers: it is void, and the page says so with a new one; the code goes on working", async ({
  page,
  portal,
  email,
}) => {
  const token = await reachLine(page, portal, email);
  const printers = [startWith(portal, token), startWith(portal, token)];
  try {
    await Promise.all(printers.map((printer) => printer.next("code")));
    await expect
      .poll(async () => {
        await page.reload();
        return page.locator("main").innerText();
      })
      .toContain("ran on two computers");
    await page.getByLabel("Linking code").fill(await printers[0]!.code());
    await expect(page.getByRole("heading", { name: "Is this your printer?" })).toBeVisible();
    await page.getByRole("button", { name: "That’s not mine" }).click();
    await expect(page.getByRole("status").first()).toContainText("OK, not yours");
    await expect(page.getByLabel("Linking code")).toBeVisible();
  } finally {
    await Promise.all(printers.map((printer) => printer.stop()));
  }
});

test("the QR code at the printer leads to the question whether it is yours, after signing in", async ({
  page,
  portal,
  email,
  printer,
}) => {
  const link = String((await printer.next("code")).link);
  await page.goto(link);
  await page.getByRole("button", { name: "Get started" }).click();
  await signIn(page, portal, email);
  await expect(page.getByRole("heading", { name: "Is this your printer?" })).toBeVisible();
  await page.getByRole("button", { name: "Add printer" }).click();
  await expect(page.locator("body")).not.toContainText("Is this your printer?");
  await printer.next("linked");
});

test("the line is mailed without its token, and the page for the computer needs no sign-in", async ({
  page,
  portal,
  email,
}) => {
  const token = await reachLine(page, portal, email);
  await page.getByRole("button", { name: "Email me this" }).click();
  await expect(page.getByRole("status").first()).toContainText(email);
  const { text } = await waitForMail(portal, email, /Connect your printer/);
  expect(text).toContain(`curl -fsSL ${portal}/connector.sh | sh`);
  expect(text).not.toContain(token);
  await page.goto(`${portal}/setup`);
  await expect(page.locator("main code").first()).toHaveText(`curl -fsSL ${portal}/connector.sh | sh`);
  await expect(page.getByText("Read it first")).toBeVisible();
});

import { supporters } from "../support/cli";
import { onDatabase } from "../support/database";
import { atStep, reachConsent } from "../support/journey";
import { COOL, PILOT, registerApps } from "../support/picture-apps";
import { begin, enterAccount, press, test, type Camera } from "../support/pictures";
import { PrinterProcess } from "../support/printer";

test.beforeAll(registerApps);

const KEY = ["--octoprint-api-key", "ADMINKEYADMINKEYADMINKEYADMINKEY"];

/** One more connection of an app. */
async function connect(camera: Camera, query: Record<string, string>): Promise<void> {
  const { page } = camera;
  await begin(camera, query);
  await atStep(page, "authorize");
  await press(page.getByRole("radio", { name: /Voron/ }));
  await press(page.getByRole("button", { name: "Authorize" }));
  await page.getByRole("heading", { name: /^Connected/ }).waitFor();
}

/** A day with a few visits, instead of all at once. */
async function spreadActivity(email: string): Promise<void> {
  const of = `"userId" = (SELECT id FROM "User" WHERE email = $1)`;
  await onDatabase(`UPDATE "AuditLogEntry" SET at = at - interval '26 hours' WHERE ${of} AND kind <> 'minted'`, [
    email,
  ]);
}

test("pictures of an empty account", async ({ camera }) => {
  const { visit } = camera;
  await visit("80-account-signed-out", "/account");
  await enterAccount(camera, "kim.empty@example.org");
  await visit("80-account-empty", "/account");
  await visit("82-printers-none", "/account/printers");
  await visit("83-apps-none", "/account/apps");
  await visit("84-plan-none", "/account/supporter");
  await visit("81-view-not-yours", `/view/${"A".repeat(50)}`);
});

test("pictures of printers", async ({ camera }) => {
  const { page, portal, shot, visit } = camera;
  const printer = PrinterProcess.start(portal, undefined, KEY);
  const away = PrinterProcess.start(portal);
  try {
    await reachConsent(page, portal, "kim.printers@example.org", away, PILOT, "Prusa at work");
    await page.getByRole("button", { name: "Add another printer" }).click();
    await page.getByLabel("Linking code").fill(await printer.code());
    await page.getByLabel("Printer name").fill("Voron in the garage");
    await page.getByRole("button", { name: "Add printer" }).click();
    await connect(camera, PILOT);
    await away.stop();
    const [own, gone] = [await printer.publicId(), await away.publicId()];
    await onDatabase(`UPDATE "Printer" SET "lastSeenAt" = now() - interval '2 hours' WHERE "publicId" = $1`, [gone]);
    await page.goto(`${portal}/account`);
    await page.getByText("Printing, 42%").waitFor();
    await page.waitForTimeout(2000);
    await shot("80-account");
    await visit("82-printers", "/account/printers");
    await visit("82-printer", `/account/printers/${own}`);
    await press(page.getByRole("button", { name: "Save name" }));
    await shot("82-printer-saved");
    await press(page.getByRole("button", { name: /^Turn on emails/ }));
    await shot("82-printer-emails");
    await visit("82-printer-remove", `/account/printers/${own}/remove`);
    await page.goto(`${portal}/view/${own}`);
    await page.waitForTimeout(2000);
    await shot("81-view");
    await press(page.getByRole("button", { name: /^Revoke/ }));
    await page.getByRole("status").first().waitFor();
    await shot("81-view-revoked");
    await visit("81-view-offline", `/view/${gone}`);
    await page.goto(`${portal}/account/printers/${gone}/remove`);
    await press(page.getByRole("button", { name: "Remove printer" }));
    await page.getByRole("status").first().waitFor();
    await shot("82-printers-removed");
    await page.context().clearCookies();
    await visit("81-view-signed-out", `/view/${own}`);
  } finally {
    await Promise.all([printer.stop(), away.stop()]);
  }
});

test("pictures of the door to a printer's own page", async ({ camera, browser }) => {
  const { page, portal, shot } = camera;
  const printer = PrinterProcess.start(portal);
  try {
    await reachConsent(page, portal, "kim.door@example.org", printer);
    const context = await browser.newContext({
      storageState: await page.context().storageState(),
      viewport: { width: 390, height: 664 },
      javaScriptEnabled: false,
    });
    const plain = await context.newPage();
    await plain.goto(`${portal}/view/${await printer.publicId()}`);
    await plain.getByRole("button", { name: "Open", exact: true }).click();
    await plain.getByRole("heading", { name: "Opening your printer’s page" }).waitFor();
    await plain.screenshot({ path: `${process.env.E2E_PICTURES}/86-door-opening-phone-light.png` });
    await plain.getByRole("button", { name: "Open", exact: true }).click();
    await plain.waitForURL(/\/\/view-/);
    await page.goto(plain.url());
    await shot("86-door-closed");
    await page.context().addCookies(await context.cookies());
    await printer.stop();
    await page.reload();
    await shot("86-door-printer-off");
    await context.close();
  } finally {
    await printer.stop();
  }
});

test("pictures of apps and of the activity", async ({ camera, printer }) => {
  const { page, portal, shot, visit } = camera;
  const email = "kim.apps@example.org";
  await reachConsent(page, portal, email, printer, COOL);
  await connect(camera, PILOT);
  await connect(camera, { appId: "devtest" });
  const token = new URL(page.url()).searchParams.get("appApiToken") ?? "";
  await fetch(`${portal}/api/appconnection/info`, { headers: { AppToken: token } });
  await connect(camera, { appId: "devtest" });
  await visit("83-apps", "/account/apps");
  await press(page.getByText(/^Revoke all/).first());
  await shot("83-apps-all");
  await press(page.getByRole("link", { name: /Voron/ }).first());
  await atStep(page, "account-app");
  await shot("83-app");
  const ended = page.url();
  await press(page.getByRole("button", { name: /^Revoke/ }));
  await page.getByRole("status").first().waitFor();
  await shot("83-apps-revoked");
  await page.goto(ended);
  await shot("83-app-revoked");
  await spreadActivity(email);
  await visit("85-activity", "/account/activity");
});

test("pictures of the plan", async ({ camera }) => {
  const { page, shot, visit } = camera;
  const email = "kim.plan@example.org";
  const mine = `WHERE "userId" = (SELECT id FROM "User" WHERE email = '${email}')`;
  const both = async (name: string) => {
    await visit(`84-plan-${name}`, "/account/supporter");
    await visit(`73-no-perks-${name}`, "/appportal/v1/nosupporterperks?appid=printpilot");
  };
  await enterAccount(camera, email);
  await visit("73-no-perks-never", "/appportal/v1/nosupporterperks?appid=printpilot");
  supporters("grant", email, "--days", "30", "--reason", "a prize");
  await both("gift");
  await onDatabase(`UPDATE "Entitlement" SET "endsAt" = now() - interval '1 day' ${mine}`);
  await both("grace");
  await onDatabase(`UPDATE "Entitlement" SET "endsAt" = now() - interval '10 days' ${mine}`);
  await both("paused");
  await page.getByRole("button", { name: "Become a supporter again" }).click();
  await page.getByRole("button", { name: "Pay" }).click();
  await page.getByText(/renew automatically/).waitFor();
  await both("active");
  await visit("84-plan-active", "/account/supporter");
  await page.getByRole("button", { name: "Cancel subscription" }).click();
  await page.getByText("Your perks stay active until").waitFor();
  await shot("84-plan-canceled");
});

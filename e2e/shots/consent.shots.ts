import type { Page } from "@playwright/test";
import { onDatabase } from "../support/database";
import { addPrinter, atStep, becomeSupporter, signIn } from "../support/journey";
import { COOL, PILOT, registerApps } from "../support/picture-apps";
import { begin, test, type Camera } from "../support/pictures";
import { PrinterProcess } from "../support/printer";

test.beforeAll(registerApps);

/** A new person, to the sheet with the price. */
async function toSheet(camera: Camera, email: string, printer: PrinterProcess, query = PILOT): Promise<void> {
  await begin(camera, query);
  await signIn(camera.page, camera.portal, email);
  await addPrinter(camera.page, printer, "Voron in the garage");
  await atStep(camera.page, "supporter");
}

const openLifetimes = (page: Page) => page.locator("summary", { hasText: "Access lasts" }).click();

/** Has printers of an account away, as if their computer were off. @param columns what else becomes of them */
const changePrinter = (publicId: string, change: string) =>
  onDatabase(`UPDATE "Printer" SET ${change} WHERE "publicId" = $1`, [publicId]);

test("pictures of consent with the price, and of paying", async ({ camera, printer }) => {
  const { page, shot } = camera;
  await toSheet(camera, "robin.pays@example.org", printer);
  await shot("40-supporter");
  await page.getByRole("button", { name: "Become a supporter" }).click();
  await atStep(page, "sandbox-checkout");
  await shot("41-checkout");
  await page.getByRole("button", { name: "Decline" }).click();
  await atStep(page, "supporter");
  await shot("42-supporter-declined");
});

test("pictures of consent for an app that nobody checked", async ({ camera, printer }) => {
  const { page, shot } = camera;
  await toSheet(camera, "robin.unverified@example.org", printer, COOL);
  await shot("43-supporter-unverified");
  await becomeSupporter(page);
  await atStep(page, "authorize");
  await shot("46-authorize-unverified");
});

test("pictures of consent, with one printer and with several", async ({ camera, printer }) => {
  const { page, portal, shot } = camera;
  const others = [PrinterProcess.start(portal), PrinterProcess.start(portal)] as const;
  try {
    await toSheet(camera, "robin.consents@example.org", printer);
    await becomeSupporter(page);
    await atStep(page, "authorize");
    await shot("45-authorize");
    await openLifetimes(page);
    await shot("45-authorize-lifetimes");
    await page.getByRole("radio", { name: "30 days" }).check();
    await openLifetimes(page);
    await shot("45-authorize-30-days");
    await page.reload();
    await page.getByRole("button", { name: "Add another printer" }).click();
    await page.getByLabel("Linking code").waitFor();
    await shot("30-printer-another");
    await addPrinter(page, others[0], "Prusa upstairs");
    await atStep(page, "authorize");
    await page.getByRole("button", { name: "Add another printer" }).click();
    await addPrinter(page, others[1], "The long-named Ender in the shed behind the house");
    await atStep(page, "authorize");
    await others[0].stop();
    await page.reload();
    await shot("47-authorize-several");
    await page.getByRole("radio", { name: "Prusa upstairs" }).check();
    await shot("47-authorize-several-offline");
    await page.getByRole("radio", { name: "Voron" }).check();
    await page.getByRole("button", { name: "Authorize" }).click();
    await page.getByRole("heading", { name: /^Connected/ }).waitFor();
    await begin(camera, { ...PILOT, printerId: await printer.publicId() });
    await atStep(page, "authorize");
    await shot("48-authorize-replace");
  } finally {
    await Promise.all(others.map((other) => other.stop()));
  }
});

test("pictures of consent for a printer that is away, or cannot be used", async ({ camera }) => {
  const { page, portal, shot } = camera;
  const printer = PrinterProcess.start(portal);
  try {
    await toSheet(camera, "robin.away@example.org", printer);
    await becomeSupporter(page);
    await atStep(page, "authorize");
    const publicId = await printer.publicId();
    await changePrinter(publicId, `fault = 'too_old'`);
    await page.reload();
    await shot("49-authorize-fault");
    await changePrinter(publicId, `fault = NULL, "isAgent" = true, platform = 2`);
    await page.reload();
    await shot("49-authorize-agent");
    await changePrinter(publicId, `"isAgent" = false, platform = 1`);
    await printer.stop();
    await changePrinter(publicId, `"lastSeenAt" = now() - interval '2 hours'`);
    await page.reload();
    await shot("49-authorize-offline");
  } finally {
    await printer.stop();
  }
});

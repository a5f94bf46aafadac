import { onDatabase } from "../support/database";
import { begin, enterAccount, press, test } from "../support/pictures";

test("pictures of a fault", async ({ camera }) => {
  const { page, shot, visit } = camera;
  await begin(camera);
  const journey = new URL(page.url());
  await enterAccount(camera, "robin.fault@example.org");
  await onDatabase(`ALTER TABLE "Printer" RENAME TO "PrinterAway"`);
  try {
    await visit("74-fault-account", "/account");
    await visit("74-fault-printers", "/account/printers");
    await page.goto(journey.href);
    await press(page.getByRole("button", { name: "Continue" }));
    await page.getByText(/Reference \w+/).waitFor();
    await shot("74-fault-journey");
  } finally {
    await onDatabase(`ALTER TABLE "PrinterAway" RENAME TO "Printer"`);
  }
});

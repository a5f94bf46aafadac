import { atStep, reachConsent } from "../support/journey";
import { waitForMail } from "../support/mail";
import { PILOT, registerApps } from "../support/picture-apps";
import { refused, test } from "../support/pictures";
import { PrinterProcess } from "../support/printer";

test.beforeAll(registerApps);

test("pictures of an OctoPrint key", async ({ camera: camera }) => {
  const { page, portal, shot } = camera;
  const email = "robin.key@example.org";
  const printer = PrinterProcess.start(portal, undefined, ["--octoprint-api-key", "ADMINKEYADMINKEYADMINKEYADMINKEY"]);
  try {
    await printer.next("online");
    await reachConsent(page, portal, email, printer, { ...PILOT, octoPrintApiKeyAppName: "Print Pilot" });
    await shot("50-authorize-key");
    await page.getByRole("button", { name: "Authorize" }).click();
    await atStep(page, "api-key");
    await shot("51-api-key");
    await page.getByLabel("Code", { exact: true }).fill("000000");
    await page.getByRole("button", { name: "Create key" }).click();
    await refused(camera);
    await shot("52-api-key-wrong");
    const code = /^\d{6}/.exec((await waitForMail(portal, email, /makes an OctoPrint key/)).subject)?.[0] ?? "";
    await printer.stop();
    await page.getByLabel("Code", { exact: true }).fill(code);
    await page.getByRole("button", { name: "Create key" }).click();
    await page.getByRole("heading", { name: /^Connected/ }).waitFor();
    await shot("53-api-key-not-possible");
  } finally {
    await printer.stop();
  }
});

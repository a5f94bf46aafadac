import path from "node:path";
import { atStep, becomeSupporter } from "../support/journey";
import { mailedCode } from "../support/mail";
import { PILOT, registerApps } from "../support/picture-apps";
import { begin, test } from "../support/pictures";

test.beforeAll(registerApps);

test("pictures for the README", { tag: "@readme" }, async ({ camera, printer }) => {
  const { page, portal } = camera;
  const email = "robin@example.org";
  const shot = (name: string) =>
    page.screenshot({ path: path.join(process.env.E2E_PICTURES ?? "e2e/results/pictures", `journey-${name}.png`) });
  await page.goto(`${portal}/appportal/v1?${new URLSearchParams(PILOT)}`);
  await shot("1-welcome");
  await begin(camera, PILOT);
  await page.getByLabel("Email", { exact: true }).fill(email);
  await shot("2-sign-in");
  await page.getByRole("button", { name: "Send code" }).click();
  await page.getByLabel("Code", { exact: true }).fill(await mailedCode(portal, email));
  await atStep(page, "printer");
  // As it is on a portal that others reach.
  await page
    .locator("main code")
    .first()
    .evaluate((line) => (line.textContent = line.textContent.replace(location.origin, "https://portal.example")));
  await shot("3-printer");
  await page.getByLabel("Linking code").fill(await printer.code());
  await page.getByLabel("Printer name").fill("Voron in the garage");
  await page.getByRole("button", { name: "Add printer" }).click();
  await becomeSupporter(page);
  await atStep(page, "authorize");
  const consent = page.url();
  await shot("4-consent");
  await page.getByRole("button", { name: "Authorize" }).click();
  await page.getByRole("heading", { name: /^Connected/ }).waitFor();
  await page.goto(consent);
  await page.locator(".thread-picture").evaluate((picture: HTMLImageElement) => picture.decode());
  await shot("5-connected");
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await page.goto(`${portal}/account`);
  await page.getByText("Printing, 42%").waitFor();
  await page.getByText("Live", { exact: true }).waitFor({ timeout: 30_000 });
  await shot("6-account-dark");
});

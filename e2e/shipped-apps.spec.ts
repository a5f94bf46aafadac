import { execFileSync } from "node:child_process";
import { completion, reachConsent } from "./support/journey";
import { redirectAfter } from "./support/redirect-after";
import { cliEnvironment } from "./support/server";
import { expect, test } from "./support/test";

const register = (...args: string[]) =>
  execFileSync("node_modules/.bin/tsx", ["scripts/apps.ts", "add", ...args, "--json"], {
    env: cliEnvironment(),
    stdio: "pipe",
  });

const START_URLS = {
  octopod:
    "/appportal/v1/?appid=octopod&authType=enhanced&appLogoUrl=https%3A%2F%2Focto.example%2Fl.png" +
    "&returnUrl=octopod://octoeverywhere&OctoPrintApiKeyAppName=OctoPod-1",
  mobileraker: "/appportal/v1/?appid=mobileraker&moonraker=true&returnUrl=mobileraker%3A%2F%2Foctoeverywhere",
};

for (const [app, path] of Object.entries(START_URLS)) {
  test(`the start URL of ${app}, byte for byte, and back to its own scheme`, async ({
    page,
    portal,
    email,
    printer,
    walls,
  }) => {
    try {
      register(app, "--name", app, "--return", `exact:${app}://octoeverywhere`);
    } catch {
      // Another device profile has registered it already.
    }
    await reachConsent(page, portal, email, printer);
    await page.goto(`${portal}${path}`);
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.locator("main")).toContainText(`You’ll return to ${app}`);
    const consent = page.url();
    const location = await redirectAfter(page, () => page.getByRole("button", { name: "Authorize" }).click());
    expect(location.startsWith(`${app}://octoeverywhere?`)).toBe(true);
    expect(location).not.toContain("+");
    const values = completion(location);
    expect(values.success).toBe("true");
    // A custom scheme leaves the page standing: it asks nothing any more, and leads to the app once more.
    expect(page.url()).toBe(consent);
    await expect(page.getByRole("heading", { name: `Connected. Opening ${app}` })).toBeVisible();
    await expect(page).toHaveTitle(/^Connected\. Opening /);
    await expect(page.locator("main[data-step]")).toHaveCount(1);
    await expect(page.locator('main[data-step="done"]')).toBeVisible();
    for (const gone of ["Cancel", "Authorize", "Add another printer"])
      await expect(page.getByRole("button", { name: gone })).toBeHidden();
    // Chromium asks whether it may open the app, and keeps taps from the page until that is answered: the click is sent
    // by script.
    await expect(page.getByRole("button", { name: "Try again" })).toBeInViewport();
    const second = await redirectAfter(page, () =>
      page.getByRole("button", { name: "Try again" }).evaluate((button: HTMLButtonElement) => button.click()),
    );
    const sibling = completion(second);
    expect(sibling.appApiToken).not.toBe(values.appApiToken);
    const info = (token = "") =>
      fetch(`${portal}/api/appconnection/info`, { headers: { AppToken: token } }).then((answer) => answer.status);
    expect(await info(sibling.appApiToken)).toBe(200);
    expect(await info(values.appApiToken)).toBe(604);
    expect(walls).toEqual([]);
  });
}

test("cancel leads to the custom scheme as well", { tag: "@first" }, async ({ page, portal }) => {
  try {
    register("canceller", "--name", "Canceller", "--return", "exact:canceller://Back");
  } catch {
    // Registered by another device profile.
  }
  await page.goto(`${portal}/AppPortal/V1?AppID=canceller&returnUrl=canceller://Back`);
  const location = await redirectAfter(page, () => page.getByRole("button", { name: "Cancel" }).click());
  expect(location).toBe("canceller://Back?success=false&error=cancelled");
});

test("the perks page opens as an old app asks for it", async ({ page, portal }) => {
  await page.goto(`${portal}/AppPortal/V1/NoSupporterPerks`);
  await expect(page.locator("main[data-step]")).toHaveCount(1);
  await expect(page.getByRole("heading", { name: "Supporter Perks have ended" })).toBeVisible();
});

import { COOL, PILOT, registerApps } from "../support/picture-apps";
import { test } from "../support/pictures";

const start = (query: Record<string, string>) => `/appportal/v1?${new URLSearchParams(query)}`;
const LONG_PLACE = "https://evil.example/" + "a-long-way-to-go/".repeat(6);

test.beforeAll(registerApps);

test("pictures of the welcome page", async ({ camera: { visit } }) => {
  await visit("10-welcome", start(PILOT));
  await visit("11-welcome-unverified", start(COOL));
  await visit("12-welcome-development", start({ appId: "devtest" }));
});

test("pictures of starts that are refused", async ({ camera: { visit } }) => {
  await visit("15-unknown-app", start({ appId: "nobody" }));
  await visit("15-no-app", "/appportal/v1");
  await visit("15-paused-app", start({ appId: "paused" }));
  await visit("15-return-url", start({ appId: "printpilot", returnUrl: LONG_PLACE }));
  await visit("15-too-long", start({ ...PILOT, state: "s".repeat(3000) }));
  await visit("15-broken", `${start(PILOT)}&state=%00`);
});

test("pictures of the pages around", async ({ camera: { page, shot, visit }, printer }) => {
  await visit("70-home", "/");
  await visit("70-not-found", "/nothing-here");
  await visit("70-not-found-account", "/account/nothing-here");
  await visit("71-code", "/code");
  await visit("71-getstarted", "/getstarted");
  await visit("71-getstarted-printer", `/getstarted?printerid=${await printer.publicId()}`);
  await page.getByRole("button", { name: "Show the code on the printer" }).click();
  await shot("71-getstarted-shown");
  await visit(
    "71-code-carried",
    new URL(String((await printer.next("code")).link)).href.replace(/^[^/]+\/\/[^/]+/, ""),
  );
  await visit("72-setup", "/setup");
  for (const summary of await page.locator("main details > summary").all())
    if (await summary.isVisible()) await summary.click();
  await shot("72-setup-open");
  await visit("73-no-perks-signed-out", "/appportal/v1/nosupporterperks?appid=printpilot");
});

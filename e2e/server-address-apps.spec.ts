import http from "node:http";
import type { Page } from "@playwright/test";
import { addPrinter, atStep, becomeSupporter, reachConsent, signIn } from "./support/journey";
import { redirectAfter } from "./support/redirect-after";
import { askRelay, echoOverRelay } from "./support/relay";
import { recordSecrets } from "./support/secrets";
import { expect, test } from "./support/test";
import { TUNNEL_READERS, type ReadTunnel, type TunnelReader } from "../tests/support/tunnel-readers";

// Another journey may have registered these apps in small letters, which takes over what the portal registered itself.

const isAndroid = (page: Page) => page.evaluate(() => /Android/.test(navigator.userAgent));

/** Reads an answer as the app does, and notes its secrets. */
function readTunnel(reader: TunnelReader, url: string): ReadTunnel {
  const tunnel = reader.read(url);
  if (!tunnel) throw new Error("the app takes this for a failure");
  const label = /\/\/tun-([a-z0-9]+)\./.exec(tunnel.origin)?.[1];
  recordSecrets(tunnel.user, tunnel.password, label ?? "");
  expect(`${tunnel.user}${tunnel.password}`).toMatch(/^[A-Za-z0-9]+$/);
  expect(label).toHaveLength(32);
  return tunnel;
}

const basic = ({ user, password }: ReadTunnel) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

/** What the app asks first, each status. */
async function firstStatuses(reader: TunnelReader, tunnel: ReadTunnel): Promise<(number | string)[]> {
  const statuses: (number | string)[] = [];
  for (const path of reader.firstPaths) statuses.push((await askRelay(tunnel.origin, path, basic(tunnel))).status);
  const socket = await echoOverRelay(tunnel.origin, reader.socketPath, basic(tunnel), "hello");
  return [...statuses, typeof socket === "number" ? socket : "open"];
}

/** How a webcam answers, before its end. */
function webcamOf(tunnel: ReadTunnel): Promise<{ type: string; begins: string }> {
  const { host, port } = new URL(tunnel.origin);
  const headers = { Host: host, Authorization: basic(tunnel) };
  return new Promise((resolve, reject) => {
    const request = http.get({ host: "127.0.0.1", port, path: "/_tsd_/webcam/0/", headers }, (response) => {
      response.once("data", (piece: Buffer) => {
        resolve({ type: response.headers["content-type"] ?? "", begins: piece.toString("latin1") });
        request.destroy();
      });
    });
    request.on("error", reject);
  });
}

const authorize = (page: Page) => page.getByRole("button", { name: "Authorize" }).click();

/** A returning person: signed in, with a printer and perks, at consent for the app. */
async function returnTo(page: Page, startUrl: string): Promise<void> {
  await page.goto(startUrl);
  await page.getByRole("button", { name: "Continue" }).click();
  await atStep(page, "authorize");
}

test(
  "Mobileraker: a new person types this portal's address, and the app reaches the printer until it is revoked",
  { tag: "@first" },
  async ({ page, portal, email, printer }) => {
    const reader = TUNNEL_READERS[(await isAndroid(page)) ? "mobileraker-android" : "mobileraker-ios"];
    await page.goto(reader.startUrl(`${portal}/a/path`, ""));
    await atStep(page, "welcome");
    await expect(page.getByRole("heading", { name: "Connect Mobileraker to your printer" })).toBeVisible();
    await page.getByRole("button", { name: "Get started" }).click();
    await signIn(page, portal, email);
    await addPrinter(page, printer, "Voron");
    await becomeSupporter(page);
    await atStep(page, "authorize");
    await expect(page.locator("main")).toContainText("You’ll return to Mobileraker", { ignoreCase: true });
    const location = await redirectAfter(page, () => authorize(page));
    expect(location).toMatch(/^mobileraker:\/\/obico\?tunnel_endpoint=[A-Za-z0-9._~%-]+$/);
    expect(reader.isDone(location, portal)).toBe(true);
    const first = readTunnel(reader, location);
    // The app did not open: the same consent once more, with values of its own.
    const again = page.getByRole("button", { name: "Try again" });
    await expect(again).toBeInViewport();
    const second = await redirectAfter(page, () => again.evaluate((button: HTMLButtonElement) => button.click()));
    const tunnel = readTunnel(reader, second);
    expect(tunnel.origin).not.toBe(first.origin);
    // Not a Moonraker, but it answers: 404 is the printer's own word.
    expect(await firstStatuses(reader, tunnel)).toEqual([404, 404, "open"]);
    expect((await askRelay(first.origin, "/server/info", basic(first))).status).toBe(401);
    // In a page that Chromium's question about the app keeps no taps from.
    const other = await page.context().newPage();
    await other.goto(`${portal}/view/${await printer.publicId()}`);
    await other.getByRole("button", { name: "Revoke Mobileraker" }).click();
    await expect(other.locator("main")).toContainText("can no longer reach this printer");
    expect(await firstStatuses(reader, tunnel)).toEqual([401, 401, 401]);
  },
);

test("OctoPod: a returning person, whose page is read once it is loaded", async ({ page, portal, email, printer }) => {
  const reader = TUNNEL_READERS.octopod;
  await reachConsent(page, portal, email, printer);
  await returnTo(page, reader.startUrl(portal, ""));
  await expect(page.locator("main")).toContainText("You’ll see a confirmation page that OctoPod reads", {
    ignoreCase: true,
  });
  const loaded = page.waitForEvent("load");
  await authorize(page);
  await loaded;
  const url = page.url();
  expect(reader.isDone(url, portal)).toBe(true);
  const tunnel = readTunnel(reader, url);
  await atStep(page, "complete");
  await expect(page.getByRole("heading", { name: "Connected" })).toBeVisible();
  expect(await page.content()).not.toContain(tunnel.password);
  expect(await firstStatuses(reader, tunnel)).toEqual([200, 200, 200, "open"]);
  const webcam = await webcamOf(tunnel);
  expect(webcam.type).toMatch(/^multipart\/x-mixed-replace; boundary=/);
  expect(webcam.begins).toMatch(/^--picture-/);
  await expect(page).toHaveURL(`${portal}/tunnels/succeeded/`);
  await printer.stop();
  await expect.poll(() => firstStatuses(reader, tunnel)).toEqual([482, 482, 482, 482]);
});

test("OctoApp: the printer that it names is chosen, and its site is called back", async ({
  page,
  portal,
  email,
  printer,
}) => {
  const reader = TUNNEL_READERS.octoapp;
  await reachConsent(page, portal, email, printer);
  await returnTo(page, reader.startUrl(portal, await printer.publicId()));
  await expect(page.locator("main")).toContainText("You’ll be sent to app.octoapp.eu");
  const location = await redirectAfter(page, () => authorize(page));
  expect(reader.isDone(location, portal)).toBe(true);
  const tunnel = readTunnel(reader, location);
  expect(await firstStatuses(reader, tunnel)).toEqual([200, 200, "open"]);
  const webcam = JSON.parse((await webcamOf(tunnel)).begins) as { snapshot: string };
  const picture = await askRelay(tunnel.origin, new URL(webcam.snapshot).pathname);
  expect([picture.status, picture.headers["content-type"]]).toEqual([200, "image/jpeg"]);
});

test("a person who cancels: Mobileraker hears of it", { tag: "@first" }, async ({ page, portal }) => {
  const mobileraker = TUNNEL_READERS["mobileraker-ios"];
  await page.goto(mobileraker.startUrl(portal, ""));
  const location = await redirectAfter(page, () => page.getByRole("button", { name: "Cancel" }).click());
  expect(location).toBe("mobileraker://obico?error=cancelled");
  expect([mobileraker.isDone(location, portal), mobileraker.read(location)]).toEqual([true, undefined]);
});

test("a person who cancels: OctoPod has no words for it, so the page says it", async ({ page, portal }) => {
  const { octopod } = TUNNEL_READERS;
  await page.goto(octopod.startUrl(portal, ""));
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.waitForURL(/\/tunnels\/succeeded\/\?error=cancelled$/);
  expect([octopod.isDone(page.url(), portal), octopod.read(page.url())]).toEqual([true, undefined]);
  await expect(page.getByRole("heading", { name: "Not connected" })).toBeVisible();
  await expect(page.locator("main")).toContainText("You canceled.");
});

for (const [what, query, words] of [
  ["an app that nobody registered", "app=spaghetti", "We don’t recognize this app"],
  [
    "an address that it did not register",
    "app=OctoPod&success_redirect_url=https://evil.example/",
    "We stopped this for your safety",
  ],
  ["a script", "app=mobileraker-ios&success_redirect_url=javascript:alert(1)", "We stopped this for your safety"],
  [
    "an address for the other answer",
    "app=mobileraker-ios&success_redirect_url=mobileraker://octoeverywhere",
    "We stopped this for your safety",
  ],
] as const)
  test(`a start URL with ${what} gets a page, and leads nowhere`, async ({ page, portal }) => {
    const answer = await page.goto(`${portal}/tunnels/new/?${query}`);
    expect([answer?.status(), answer?.request().redirectedFrom()]).toEqual([200, null]);
    await atStep(page, "ended");
    await expect(page.locator("main h1")).toContainText(words);
    await expect(page.locator("main a[href*='evil'], main a[href^='javascript']")).toHaveCount(0);
    await expect(page.locator("main form")).toHaveCount(0);
  });

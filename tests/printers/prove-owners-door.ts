import { existsSync } from "node:fs";
import { chromium, type BrowserContext, type Page } from "@playwright/test";
import type { Browser } from "./browser";
import type { OctoPrint } from "./octoprint";
import { expectSame, waitFor, type Proofs } from "./proofs";

/** As in playwright.config.ts: a system's own Chromium, and no sandbox for root. */
function launchChromium() {
  const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
  const args = ["--disable-background-networking", "--disable-dev-shm-usage", "--disable-gpu"];
  return chromium.launch({
    ...(executablePath && { executablePath }),
    args: process.getuid?.() === 0 ? [...args, "--no-sandbox"] : args,
  });
}

async function signInToOctoPrint(page: Page, { adminPassword }: OctoPrint): Promise<void> {
  await page.locator("#login-user").fill("admin");
  await page.locator("#login-password").fill(adminPassword);
  await page.locator("#login-button").click();
  await page.locator("#state_wrapper").getByText("Operational").waitFor({ timeout: 60_000 });
}

/** Uploads by a script of the page, as OctoPrint's own does: with its cookies and its token against forged posts. */
const uploadInPage = (page: Page, bytes: number): Promise<{ status: number; size: number }> =>
  page.evaluate(async (length) => {
    const port = location.port || "80";
    const token = new RegExp(`csrf_token_P${port}[^=]*=([^;]*)`).exec(document.cookie)?.[1] ?? "";
    const form = new FormData();
    form.set("file", new Blob(["G1 X1\n".repeat(length / 6)]), "door.gcode");
    const { status } = await fetch("/api/files/local", {
      method: "POST",
      body: form,
      headers: { "X-CSRF-Token": decodeURIComponent(token) },
    });
    const file = await fetch("/downloads/files/local/door.gcode");
    return { status, size: (await file.arrayBuffer()).byteLength };
  }, bytes);

async function proveInside({ prove }: Proofs, page: Page, context: BrowserContext, octoprint: OctoPrint) {
  await prove("OctoPrint's own page: its owner signs in there, and its WebSocket tells the printer's state", () =>
    signInToOctoPrint(page, octoprint),
  );
  await prove("OctoPrint's own page: its cookies are named for the port that the browser sees", async () => {
    const { port, hostname } = new URL(page.url());
    const own = (await context.cookies()).filter(({ domain }) => domain === hostname).map(({ name }) => name);
    expectSame(
      [own.some((name) => name.startsWith(`session_P${port}`)), own.includes("portal-view")],
      [true, true],
      `cookies (${own.join(", ")})`,
    );
  });
  await prove("OctoPrint's own page: an upload of 6 MB by its page arrives whole", async () =>
    expectSame(await uploadInPage(page, 6_000_000), { status: 201, size: 6_000_000 }, "upload"),
  );
}

/**
 * The owner's door before real OctoPrint, in a real browser.
 * @param signedIn the owner's browser @param view the printer's page of the portal
 */
export async function proveOwnersDoor(
  proofs: Proofs,
  octoprint: OctoPrint,
  signedIn: Browser,
  view: string,
): Promise<void> {
  const chrome = await launchChromium();
  const context = await chrome.newContext();
  await context.addCookies(
    signedIn.cookies().map(({ name, value }) => ({ name, value, url: new URL("/", view).href })),
  );
  const page = await context.newPage();
  let isClosed = false;
  page.on("websocket", (socket) => {
    isClosed = false;
    socket.on("close", () => (isClosed = true));
  });
  await proofs.prove("OctoPrint's own page opens from the printer's page of the portal", async () => {
    await page.goto(view);
    await page.getByRole("button", { name: "Open", exact: true }).click();
    await page.waitForURL(/\/\/view-[a-z0-9]{26}\./);
    await page.locator("#login-user").waitFor({ timeout: 60_000 });
  });
  await proveInside(proofs, page, context, octoprint);
  await proofs.prove("OctoPrint's own page: signing out of the portal ends its WebSocket within a second", async () => {
    const other = await context.newPage();
    await other.goto(new URL("/account", view).href);
    expectSame(isClosed, false, "closed before");
    await other.getByRole("button", { name: "Sign out" }).click();
    await other.getByRole("heading", { name: "Sign in to see your account" }).waitFor();
    await waitFor("the end of the WebSocket", () => isClosed || undefined, 1500);
  });
  await chrome.close();
}

import type { Page } from "@playwright/test";
import { onDatabase } from "./support/database";
import { atStep, becomeSupporter, signIn, startUrl } from "./support/journey";
import { fine } from "./support/look";
import { expect, test } from "./support/test";
import { startAgentPrinter, type AgentPrinter } from "../tests/support/agent/agent-printer";
import { TestAgent } from "../tests/support/agent/test-agent";

type Reply = { status: number; body: Record<string, unknown> };

/** A call as agents send it. */
async function post(portal: string, path: string, json?: object): Promise<Reply> {
  const answer = await fetch(`${portal}${path}`, {
    method: "POST",
    headers: { "User-Agent": "python-requests/2.31.0", ...(json && { "Content-Type": "application/json" }) },
    ...(json && { body: JSON.stringify(json) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const verify = (portal: string, code: string) => post(portal, `/api/v1/octo/verify/?code=${code}`);
const tokenOf = ({ body }: Reply) => (body.printer as { auth_token: string }).auth_token;
const asksWith = async (portal: string, token: string) =>
  (await fetch(`${portal}/api/v1/octo/printer/`, { headers: { Authorization: `Token ${token}` } })).status;

/** What Klipper's agent asks every two seconds. */
const poll = (portal: string, device: string) =>
  post(portal, "/api/v1/octo/unlinked/", {
    device_id: device,
    hostname: "voron-pi",
    host_or_ip: "192.168.1.21",
    port: 80,
    agent: "moonraker_obico",
    one_time_passcode: "",
  });

/** A new person's way to the setup without a terminal. */
async function reachAgents(page: Page, portal: string, email: string): Promise<void> {
  await page.goto(startUrl(portal));
  await page.getByRole("button", { name: "Get started" }).click();
  await signIn(page, portal, email);
  await atStep(page, "printer");
  await page.getByRole("link", { name: "Without a terminal" }).click();
  await expect(page.getByRole("heading", { name: "Add your printer with Obico’s plugin" })).toBeVisible();
}

const digitsOn = async (page: Page) => {
  const [, one = "", two = ""] = /\b(\d{3}) (\d{3})\b/.exec(await page.locator("main").innerText()) ?? [];
  expect(one + two).toMatch(/^\d{6}$/);
  return one + two;
};

test.describe("a printer with one of Obico's agents", () => {
  // One after the other: one of them changes what holds for all.
  test.describe.configure({ mode: "default" });
  let printer: AgentPrinter;
  const agents: TestAgent[] = [];
  test.beforeAll(async () => {
    printer = await startAgentPrinter();
  });
  test.afterAll(async () => {
    for (const agent of agents.splice(0)) agent.stop();
    await printer.close();
  });
  const connect = async (portal: string, token: string, kind: "octoprint" | "moonraker") => {
    const agent = new TestAgent({ portal, token, kind, printer: printer.origin, scale: 0.05 });
    agents.push(agent);
    expect(await agent.connect()).toBe(true);
  };

  test("OctoPrint's gets the page's six digits: it appears, a tap adds it, and consent says what it can't do", async ({
    page,
    portal,
    email,
  }) => {
    await reachAgents(page, portal, email);
    await fine(page, "printer");
    await expect(page.locator("main")).toContainText(portal);
    const linked = await verify(portal, await digitsOn(page));
    expect(linked.status).toBe(200);
    await connect(portal, tokenOf(linked), "octoprint");
    await expect(page.getByRole("heading", { name: "Is this your printer?" })).toBeVisible();
    const main = page.locator("main");
    for (const said of ["OctoPrint", "printerhost", "Online", "On the same internet connection as this page", email])
      await expect(main).toContainText(said);
    await fine(page, "printer");
    await page.getByLabel("Printer name").fill("By digits");
    await page.getByRole("button", { name: "Add printer" }).click();
    await becomeSupporter(page);
    await atStep(page, "authorize");
    await expect(main).toContainText("the camera and large files are slow");
    expect(await asksWith(portal, tokenOf(linked))).toBe(200);
    const [{ publicId = "" } = {}] = await onDatabase<{ publicId: string }>(
      `SELECT p."publicId" FROM "Printer" p JOIN "User" u ON u.id = p."ownerId" WHERE u.email = $1`,
      [email],
    );
    await page.goto(`${portal}/printers/${publicId}/?source=plugin`);
    await expect(page).toHaveURL(`${portal}/view/${publicId}`);
    await expect(page.getByRole("heading", { name: "By digits" })).toBeVisible();
  });

  test("the code that Klipper's shows goes into the code's field, and “That’s not mine” ends it at once", async ({
    page,
    portal,
    email,
  }) => {
    const device = Array.from({ length: 32 }, () => Math.floor(Math.random() * 16).toString(16)).join("");
    await reachAgents(page, portal, email);
    const { body: shown } = await poll(portal, device);
    await page.getByRole("heading", { name: "Klipper", exact: true }).click();
    await page.getByLabel("Linking code").fill(String(shown.one_time_passcode));
    await expect(page.getByRole("status").first()).toContainText("Your printer appears here");
    await fine(page, "printer");
    const { body: given } = await poll(portal, device);
    const token = tokenOf(await verify(portal, String(given.verification_code)));
    await connect(portal, token, "moonraker");
    await expect(page.getByRole("heading", { name: "Is this your printer?" })).toBeVisible();
    await expect(page.locator("main")).toContainText("Klipper");
    await expect(page.locator("main")).toContainText("voron-pi");
    expect(await asksWith(portal, token)).toBe(200);
    await page.getByRole("button", { name: "That’s not mine" }).click();
    await expect(page.getByLabel("Linking code")).toBeVisible();
    expect(await asksWith(portal, token)).toBe(401);
  });

  test("while many guess, the page asks who entered its digits, and they work seconds after a yes", async ({
    page,
    portal,
    email,
  }) => {
    await reachAgents(page, portal, email);
    const digits = await digitsOn(page);
    const at = `now() AT TIME ZONE 'UTC' + interval '5 minutes'`;
    // As if all together had guessed for an hour: the key of their one row, as limits make it.
    const { createHash } = await import("node:crypto");
    const key = `agentDigitsOdds:${createHash("sha256").update("all").digest("hex").slice(0, 32)}`;
    await onDatabase(
      `INSERT INTO "RateLimit" (key, points, expire) VALUES ($1, 20000, ${at})
       ON CONFLICT (key) DO UPDATE SET points = 20000, expire = EXCLUDED.expire`,
      [key],
    );
    try {
      expect((await verify(portal, digits)).status).toBe(404);
      await expect(page.locator("main")).toContainText("Was this you?");
      await fine(page, "printer");
      await page.getByRole("button", { name: "Yes, it was me" }).click();
      await expect(page.locator("main")).toContainText("enter the same digits once more");
      expect((await verify(portal, digits)).status).toBe(200);
      await expect(page.getByRole("heading", { name: "Is this your printer?" })).toBeVisible();
    } finally {
      await onDatabase(`DELETE FROM "RateLimit" WHERE key = $1`, [key]);
    }
  });

  test("without a script the digits work too, and a reload shows the printer", async ({
    browser,
    page,
    portal,
    email,
  }) => {
    await reachAgents(page, portal, email);
    const context = await browser.newContext({
      javaScriptEnabled: false,
      storageState: await page.context().storageState(),
      viewport: { width: 390, height: 664 },
    });
    const plain = await context.newPage();
    await plain.goto(page.url());
    await page.close();
    const digits = await digitsOn(plain);
    expect((await verify(portal, digits)).status).toBe(200);
    await plain.reload();
    await expect(plain.getByRole("heading", { name: "Is this your printer?" })).toBeVisible();
    await context.close();
  });

  test("the page for the computer says it too, without digits", async ({ page, portal }) => {
    await page.goto(`${portal}/setup`);
    await page.getByText("Without a terminal").click();
    await page.getByRole("heading", { name: "OctoPrint", exact: true }).click();
    await expect(page.getByText("Obico for OctoPrint")).toBeVisible();
    await page.getByRole("heading", { name: "Klipper", exact: true }).click();
    await expect(page.getByText(`./install.sh -S ${portal}`)).toBeVisible();
    await expect(page.locator("main")).not.toContainText(/\b\d{3} \d{3}\b/);
    await fine(page, "printer");
  });
});

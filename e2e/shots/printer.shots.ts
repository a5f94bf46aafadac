import { createHash } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onDatabase } from "../support/database";
import { atStep, signIn } from "../support/journey";
import { PILOT, registerApps } from "../support/picture-apps";
import { begin, refused, test, type Camera } from "../support/pictures";
import { PrinterProcess } from "../support/printer";
import { startAgentPrinter } from "@/tests/support/agent/agent-printer";
import { TestAgent } from "@/tests/support/agent/test-agent";

test.beforeAll(registerApps);

/** To the page where a printer is added. */
async function toPrinter(camera: Camera, email: string, query: Record<string, string> = PILOT): Promise<void> {
  await begin(camera, query);
  await signIn(camera.page, camera.portal, email);
  await atStep(camera.page, "printer");
}

const lineOf = ({ page }: Camera) => page.locator("main code").first().innerText();

/** The connector, as the script starts it with the page's line. */
async function runLine(camera: Camera, line?: string): Promise<PrinterProcess> {
  const shown = line ?? (await lineOf(camera));
  const dir = mkdtempSync(path.join(tmpdir(), "pictures-"));
  writeFileSync(path.join(dir, "setup-token"), /SETUP=([\w-]{22})/.exec(shown)?.[1] ?? "", { mode: 0o600 });
  return PrinterProcess.start(camera.portal, dir);
}

const shownInstead = (page: Camera["page"]) => page.getByRole("heading", { name: "Is this your printer?" }).waitFor();

test("pictures of the line for the computer, and of the printer that appears", async ({ camera }) => {
  const { page, shot } = camera;
  await toPrinter(camera, "robin.line@example.org");
  await shot("30-printer-line");
  const line = await lineOf(camera);
  await page.getByRole("button", { name: "Email me this" }).click();
  await page.getByRole("status").first().waitFor();
  await shot("30-printer-line-mailed");
  const printer = await runLine(camera, line);
  try {
    await shownInstead(page);
    await shot("34-printer-appeared");
    await page.getByLabel("Printer name").fill(" ");
    await page.getByRole("button", { name: "Add printer" }).click();
    await refused(camera);
    await shot("34-printer-name-missing");
    await page.getByRole("button", { name: "That’s not mine" }).click();
    await page.getByLabel("Linking code").waitFor();
    await shot("35-printer-refused");
  } finally {
    await printer.stop();
  }
});

test("pictures of a line that was run twice", async ({ camera }) => {
  const { page, shot } = camera;
  await toPrinter(camera, "robin.twice@example.org");
  const printers = [await runLine(camera), await runLine(camera)];
  try {
    await Promise.all(printers.map((printer) => printer.next("code")));
    const isVoid = page.getByText("ran on two computers");
    for (let tries = 0; tries < 20 && !(await isVoid.isVisible()); tries++) {
      await page.waitForTimeout(500);
      await page.reload();
    }
    await shot("31-printer-line-void");
  } finally {
    await Promise.all(printers.map((printer) => printer.stop()));
  }
});

test("pictures of the printer's code", async ({ camera, printer }) => {
  const { page, shot } = camera;
  await toPrinter(camera, "robin.code@example.org");
  await page.getByText("We can see a new printer").waitFor();
  await shot("32-printer-nearby");
  await page.getByLabel("Linking code").fill("BCDF-GHJK");
  await refused(camera);
  await shot("33-printer-code-wrong");
  await page.getByLabel("Linking code").fill(await printer.code());
  await shownInstead(page);
  await shot("34-printer-found");
});

test("pictures of a printer that the app names", async ({ camera, printer }) => {
  const { page, shot } = camera;
  await toPrinter(camera, "robin.named@example.org", { ...PILOT, printerId: await printer.publicId() });
  await shot("36-printer-named");
  await page.getByRole("button", { name: "Show the code on the printer" }).click();
  await page.getByRole("status").first().waitFor();
  await shot("36-printer-named-shown");
});

/** A call as Klipper's agent sends it. */
const poll = (portal: string, device: string) =>
  fetch(`${portal}/api/v1/octo/unlinked/`, {
    method: "POST",
    headers: { "User-Agent": "python-requests/2.31.0", "Content-Type": "application/json" },
    body: JSON.stringify({
      device_id: device,
      hostname: "voron-pi",
      host_or_ip: "192.168.1.21",
      port: 80,
      agent: "moonraker_obico",
      one_time_passcode: "",
    }),
  }).then((answer) => answer.json() as Promise<Record<string, unknown>>);

const verify = (portal: string, code: string) =>
  fetch(`${portal}/api/v1/octo/verify/?code=${code}`, {
    method: "POST",
    headers: { "User-Agent": "python-requests/2.31.0" },
  });

test("pictures of the way without a terminal", async ({ camera }) => {
  const { page, portal, shot } = camera;
  const printer = await startAgentPrinter();
  let agent: TestAgent | undefined;
  await toPrinter(camera, "robin.agent@example.org");
  await page.getByRole("link", { name: /without a terminal/i }).click();
  await page.getByRole("heading", { name: "Add your printer with Obico’s plugin" }).waitFor();
  await shot("37-agent");
  const [, one = "", two = ""] = /\b(\d{3}) (\d{3})\b/.exec(await page.locator("main").innerText()) ?? [];
  const key = `agentDigitsOdds:${createHash("sha256").update("all").digest("hex").slice(0, 32)}`;
  await onDatabase(
    `INSERT INTO "RateLimit" (key, points, expire) VALUES ($1, 20000, now() AT TIME ZONE 'UTC' + interval '5 minutes')
     ON CONFLICT (key) DO UPDATE SET points = 20000, expire = EXCLUDED.expire`,
    [key],
  );
  try {
    await verify(portal, one + two);
    await page.getByText("Was this you?").waitFor();
    await shot("38-agent-held");
    await page.getByRole("button", { name: "Yes, it was me" }).click();
    await page.getByText("enter the same digits once more").waitFor();
    await shot("38-agent-once-more");
    const linked = (await (await verify(portal, one + two)).json()) as { printer: { auth_token: string } };
    agent = new TestAgent({ portal, token: linked.printer.auth_token, kind: "octoprint", printer: printer.origin });
    await agent.connect();
    await shownInstead(page);
    await page.reload();
    await shot("39-agent-found");
  } finally {
    agent?.stop();
    await printer.close();
    await onDatabase(`DELETE FROM "RateLimit" WHERE key = $1`, [key]);
  }
});

test("pictures of the code of Klipper's agent", async ({ camera }) => {
  const { page, portal, shot } = camera;
  await toPrinter(camera, "robin.klipper@example.org");
  await page.getByRole("link", { name: /without a terminal/i }).click();
  await page.getByRole("heading", { name: "Klipper", exact: true }).click();
  await shot("37-agent-klipper");
  const { one_time_passcode: code } = await poll(portal, createHash("md5").update(`${Date.now()}`).digest("hex"));
  await page.getByLabel("Linking code").fill(String(code));
  await page.getByRole("status").first().waitFor();
  await shot("37-agent-awaited");
});

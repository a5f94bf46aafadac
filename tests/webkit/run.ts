// The proofs of `npm run test:webkit`: started by scripts/test-webkit.mjs once everything is installed and built.
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { WebDriver } from "selenium-webdriver";
import { reachConsent, readCompletion, startUrl } from "./journeys";
import { holdPhone, type Phone } from "./phone";
import { startWebKit } from "./start-webkit";
import { PrinterProcess } from "@/e2e/support/printer";
import { askRelay, basic, bearer } from "@/e2e/support/relay";
import { stopPrograms } from "@/tests/printers/programs";
import { countProofs, expectSame, waitFor } from "@/tests/printers/proofs";
import { startTestPortal, type TestPortal } from "@/tests/support/portal";

/** Something that hangs is a failed proof as well. */
const MOST_MS = 120_000;
const PERSON = { email: "webkit-person@example.org", printerName: "Voron in the garage" };

const folder = mkdtempSync(path.join(tmpdir(), "test-webkit-"));
chmodSync(folder, 0o711); // where we are root, the database runs as another user and must get through
const inside = (name: string) => path.join(folder, name);
const proofs = countProofs();
let [portal, printer, driver]: [TestPortal?, PrinterProcess?, WebDriver?] = [];

async function clean(): Promise<void> {
  await driver?.quit().catch(() => undefined);
  await stopPrograms();
  await printer?.stop();
  await portal?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** What was given is of use: the token, and the printer itself behind the address, by either of the credentials. */
async function expectConnected(values: Record<string, string>): Promise<void> {
  const info = await portal?.ask("/api/appconnection/info", { headers: { AppToken: values.appApiToken ?? "" } });
  expectSame(info?.status, 200, "the App API");
  for (const credentials of [basic(values), bearer(values)])
    expectSame((await askRelay(values.url ?? "", "/api/version", credentials)).status, 200, "the relay");
}

/** An app on this device. @returns its address, and what waits for the browser to come back to it */
async function openApp(): Promise<{ returnUrl: string; opened: () => Promise<string> }> {
  let asked: string | undefined;
  const app = http.createServer(({ url }, response) => {
    asked ??= url;
    response.end("Back in the app");
  });
  app.listen(0, "127.0.0.1").unref();
  await once(app, "listening");
  const origin = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
  return {
    returnUrl: `${origin}/connected`,
    opened: async () => origin + (await waitFor("the browser at the app's address", () => asked, 15_000)),
  };
}

async function proveNewPerson(phone: Phone, to: { portal: TestPortal; printer: PrinterProcess }): Promise<boolean> {
  const reached = await proofs.prove(
    "a new person gets from the app's link to consent: the script runs, nothing scrolls sideways, buttons are in reach",
    async () => (await reachConsent(phone, to.portal, to.printer, PERSON), true),
  );
  if (!reached) return false;
  const values = await proofs.prove(
    "Authorize leads to the completion page, whose address has all values",
    async () => {
      await phone.tap("Authorize");
      await phone.at("complete", true);
      return readCompletion(await phone.url(), PERSON.printerName, "a b+c&d");
    },
  );
  if (!values) return false;
  await proofs.prove("they work: the token, and both credentials at the printer's address", () =>
    expectConnected(values),
  );
  return true;
}

async function proveReturning(phone: Phone, to: TestPortal): Promise<void> {
  await proofs.prove("a returning person is back in the app after two taps, with values that work", async () => {
    const { returnUrl, opened } = await openApp();
    phone.taps = 0;
    await phone.open(startUrl(to, { returnUrl }));
    await phone.at("welcome");
    await phone.tap("Continue");
    await phone.at("authorize");
    await phone.tap("Authorize");
    await expectConnected(readCompletion(await opened(), PERSON.printerName, undefined));
    expectSame(phone.taps, 2, "taps");
  });
}

async function main(): Promise<void> {
  const started = await startTestPortal({ DATA_DIR: inside("portal") });
  portal = started;
  const virtual = PrinterProcess.start(`http://localhost:${started.port}`, inside("printer"));
  printer = virtual;
  driver = await proofs.prove("WebKit runs, with a window of 390 by 664", () =>
    startWebKit(process.env.TEST_MINI_BROWSER ?? "", inside("browser")),
  );
  if (!driver) return;
  const phone = holdPhone(driver);
  if (await proveNewPerson(phone, { portal: started, printer: virtual })) await proveReturning(phone, started);
}

for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => void clean().finally(() => process.exit(1)));
const tooLong = new Promise<never>((_, reject) => {
  setTimeout(() => reject(new Error(`it took longer than ${MOST_MS / 1000} s`)), MOST_MS).unref();
});
await Promise.race([main(), tooLong]).catch((error: unknown) => {
  proofs.failed++;
  console.log(`FAILED  ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
});
await clean();
console.log(`\n${proofs.passed} passed, ${proofs.failed} failed`);
process.exit(proofs.failed === 0 ? 0 : 1);

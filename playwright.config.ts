import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { defineConfig, devices, type Project } from "@playwright/test";

process.env.E2E_PORT ??= "3987";
process.env.E2E_FOLDER ??= mkdtempSync(path.join(tmpdir(), "portal-e2e-"));

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((file) =>
  existsSync(file),
);
// Root cannot use Chromium's sandbox; the rest keeps the browser from asking its maker for things.
const quiet = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
  "--disable-gpu",
  "--disable-dev-shm-usage",
];
const args = process.getuid?.() === 0 ? [...quiet, "--no-sandbox"] : quiet;

/** `first`: a new and a returning person for each way in; `rest`: everything else. Unset: all journeys. */
const PARTS: Record<string, Project> = { first: { grep: /@first/ }, rest: { grepInvert: /@first/ } };
const part = PARTS[process.env.E2E_PART ?? ""] ?? {};

const device = (name: "iPhone 14" | "Pixel 7" | "iPad (gen 7)", more: Project = {}): Project => ({
  name,
  ...part,
  ...more,
  use: { ...devices[name], defaultBrowserType: "chromium", browserName: "chromium" },
});

/** Nothing is tested by these. Twice as fine as the layout is fine enough to look at. */
const pictures: Project = {
  name: "pictures",
  testMatch: "*.shots.ts",
  timeout: 300_000,
  use: {
    ...devices["iPhone 14"],
    defaultBrowserType: "chromium",
    browserName: "chromium",
    deviceScaleFactor: 2,
  },
};

export default defineConfig({
  testDir: "e2e",
  outputDir: "e2e/results",
  globalSetup: "./e2e/support/start-portal.ts",
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: process.env.E2E_REPORT ? [["list"], ["json", { outputFile: process.env.E2E_REPORT }]] : [["list"]],
  use: {
    launchOptions: { ...(executablePath && { executablePath }), args },
    trace: "off",
    actionTimeout: 15_000,
    navigationTimeout: 20_000,
  },
  projects: [
    device("iPhone 14"),
    device("Pixel 7", {
      testMatch: ["journey.spec.ts", "shipped-apps.spec.ts", "server-address-apps.spec.ts", "account.spec.ts"],
    }),
    device("iPad (gen 7)", { testMatch: ["journey.spec.ts", "look.spec.ts"] }),
    ...(process.env.E2E_PICTURES ? [pictures] : []),
    { name: "afterwards", testMatch: "*.last.ts", dependencies: ["iPhone 14", "Pixel 7", "iPad (gen 7)"] },
  ],
});

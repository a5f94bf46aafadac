import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@playwright/test";
import pg from "pg";
import { layOut } from "./support/layout";
import { fine } from "./support/look";
import { startTestPortal, type TestPortal } from "@/tests/support/portal";

test.describe("a portal whose tables are broken", () => {
  test.setTimeout(120_000);
  let portal: TestPortal;
  test.beforeAll(async () => {
    portal = await startTestPortal();
    const host = readFileSync(path.join(portal.dataDir, "postgres-socket-folder"), "utf8").trim();
    const client = new pg.Client(`postgresql://portal@localhost/portal?host=${encodeURIComponent(host)}`);
    await client.connect();
    await client.query('ALTER TABLE "App" RENAME TO "Broken"; ALTER TABLE "Session" RENAME TO "BrokenToo"');
    await client.end();
  });
  test.afterAll(() => portal?.stop());

  test("says so on pages that can be read by all, with a reference and a way on", async ({ page, context }) => {
    const origin = `http://localhost:${portal.port}`;
    await context.addCookies([{ name: "portal-user", value: "x".repeat(43), url: origin }]);
    for (const target of ["/appportal/v1?appId=devtest", "/account"]) {
      const answer = await page.goto(origin + target);
      expect(answer?.status(), target).toBe(500);
      await expect(page.locator("main")).toContainText(/Reference \w+/);
      await fine(page, "ended");
      await layOut(page, origin + target);
    }
  });
});

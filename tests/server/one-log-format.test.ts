import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestPortal, type TestPortal } from "@/tests/support/portal";
import { openPortalDatabase } from "@/tests/support/portal-database";

describe("the log of a portal", () => {
  let portal: TestPortal;
  beforeAll(async () => {
    portal = await startTestPortal();
  }, 120_000);
  afterAll(() => portal.stop());

  it("is one JSON object a line, also of pages and actions that throw, with the reference people read", async () => {
    const database = await openPortalDatabase(portal.dataDir);
    await database.rows(`ALTER TABLE "App" RENAME TO "AppGone"`);
    const headers = {
      Origin: `http://localhost:${portal.port}`,
      "Content-Type": "application/x-www-form-urlencoded",
    };
    const before = portal.output().length;
    const answers = [
      await portal.ask("/appportal/v1?appId=devtest"),
      await portal.ask("/appportal/v1/begin?appId=devtest", { method: "POST", headers, body: "" }),
      await portal.ask("/no-such-page"),
    ];
    await database.rows(`ALTER TABLE "AppGone" RENAME TO "App"`);
    await database.close();
    expect(answers.map(({ status }) => status)).toEqual([500, 500, 404]);
    const lines = portal.output().slice(before).split("\n").filter(Boolean);
    const entries = lines.map((line) => JSON.parse(line) as { reference?: string; level: number });
    for (const { body } of answers.slice(0, 2)) {
      const reference = /Reference:? (?:<[^>]*>)*([\w-]{6,})/.exec(body.replaceAll("<!-- -->", ""))?.[1];
      expect(reference).toBeDefined();
      expect(entries.some((entry) => entry.reference === reference && entry.level >= 50)).toBe(true);
    }
  });
});

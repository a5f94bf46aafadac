import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestPortal, type TestPortal } from "@/tests/support/portal";

const PAGES = [
  "/",
  "/setup",
  "/getstarted",
  "/appportal/v1?appId=devtest",
  "/appportal/v1?appId=nobody",
  "/appportal/v1/ended",
  "/appportal/v1/nosupporterperks",
  "/tunnels/new?app=nobody",
  "/nothing-here",
];

describe("a page of the journey", () => {
  let portal: TestPortal;
  beforeAll(async () => void (portal = await startTestPortal({})), 120_000);
  afterAll(() => portal.stop());

  it.each(PAGES)("%s is markup with one script of ours, and nothing of the framework's", async (target) => {
    const { body, headers } = await portal.ask(target);
    const scripts = body.match(/<script[^>]*>/g) ?? [];
    expect(scripts).toEqual([expect.stringMatching(/^<script type="module" src="\/assets\/portal-[\w-]+\.js" nonce=/)]);
    expect(body).not.toMatch(/_next|__NEXT|self\.__/);
    expect(headers["cache-control"]).toContain("no-store");
  });

  it("the script and the stylesheet are small, are kept for good, and are nobody else's", async () => {
    const { body } = await portal.ask("/setup");
    const [script = "", style = ""] = [/src="([^"]+\.js)"/, /href="([^"]+\.css)"/].map(
      (at) => at.exec(body)?.[1] ?? "",
    );
    for (const [target, most] of [
      [script, 10_000],
      [style, 20_000],
    ] as const) {
      const { status, headers } = await portal.ask(target, { headers: { "Accept-Encoding": "gzip" } });
      expect([status, headers["cache-control"]]).toEqual([200, "public, max-age=31536000, immutable"]);
      expect(headers["content-encoding"]).toBe("gzip");
      expect(Number(headers["content-length"])).toBeLessThan(most);
      expect(
        (await portal.ask(target, { headers: { "Accept-Encoding": "gzip;q=0" } })).headers["content-encoding"],
      ).toBe(undefined);
    }
  });

  it.each(["/assets/portal.js", "/assets/..%2fserver.mjs", "/assets/assets.json", "/assets/", "/assets/x.css"])(
    "%s is no file of theirs",
    async (target) => expect([400, 404]).toContain((await portal.ask(target)).status),
  );
});

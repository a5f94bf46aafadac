import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestPortal, type Answer, type TestPortal } from "@/tests/support/portal";

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

/** What the framework's runtime sends to its own pages, and what was once a way around its checks. */
const FRAMEWORK: Record<string, string>[] = [
  { "x-middleware-prefetch": "1" },
  { "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware" },
  { RSC: "1" },
  { RSC: "1", "Next-Router-Prefetch": "1", "Next-Router-State-Tree": "%5B%22%22%5D", "Next-Url": "/account" },
  { "Next-Router-Segment-Prefetch": "/_tree" },
  { "Next-Action": "0".repeat(42) },
  { "x-nextjs-data": "1", purpose: "prefetch" },
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

  it.each(PAGES)("%s does not care for what the framework's own pages say to it", async (target) => {
    const withoutRandom = ({ status, headers, body }: Answer) => {
      const others = { ...headers, "content-security-policy": "", date: "" };
      return { status, others, body: body.replace(/nonce="[^"]*"/g, "") };
    };
    const plain = withoutRandom(await portal.ask(target));
    for (const headers of FRAMEWORK)
      expect(withoutRandom(await portal.ask(target, { headers })), JSON.stringify(headers)).toEqual(plain);
  });

  it.each(["/appportal/v1/account", "/appportal/v1/authorize?session=none"])(
    "%s leads elsewhere after a POST with 303, so that it is not sent again",
    async (target) => {
      const headers = {
        Origin: `http://localhost:${portal.port}`,
        "Content-Type": "application/x-www-form-urlencoded",
      };
      const { status, headers: said } = await portal.ask(target, { method: "POST", headers, body: "a=b" });
      expect([status, said.location]).toEqual([303, expect.stringContaining("/ended")]);
    },
  );

  it.each(PAGES)("%s never has a POST sent again", async (target) => {
    const headers = { Origin: `http://localhost:${portal.port}`, "Content-Type": "application/x-www-form-urlencoded" };
    const { status } = await portal.ask(target, { method: "POST", headers, body: "a=b" });
    expect([301, 302, 307, 308]).not.toContain(status);
    expect(status).toBeLessThan(500);
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

import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { getLogo } from "@/lib/apps/logo/get-logo";
import { setUpLogoServer } from "@/lib/apps/logo/test-logo-server";
import { days, minutes, moveClock } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { env, overrideEnv } from "@/lib/env";
import { ADDRESS_LIMITS } from "@/lib/rate-limits/address-limits";
import { consume } from "@/lib/rate-limits/rate-limit-store";
import { setUpDatabase } from "@/tests/support/database";

const picture = await sharp({ create: { width: 20, height: 20, channels: 3, background: "red" } })
  .png()
  .toBuffer();

const server = setUpLogoServer({
  "/a.png": (_, response) => setTimeout(() => response.end(picture), 50),
  "/b.png": (_, response) => response.end(picture),
  "/c.png": (_, response) => response.end(picture),
  "/d.png": (_, response) => response.end(picture),
  "/page.png": (_, response) => response.writeHead(200, { "content-type": "image/png" }).end("<!doctype html>"),
  "/short.png": (_, response) => response.writeHead(200, { "content-length": 40 }).end(picture),
});

describe("getting a logo", () => {
  setUpDatabase();
  beforeEach(async () => {
    server.asked.splice(0);
    await db().logo.deleteMany();
  });
  afterEach(() => moveClock(0));
  const get = (path: string, client = "192.0.2.1", registered = false) =>
    getLogo(server.url(path), { appId: "someapp", registered, client });

  it("fetches once for fifty that want it together, and for those who come later", async () => {
    const got = await Promise.all(Array.from({ length: 50 }, () => get("/a.png")));
    expect(got.every((logo) => logo !== "limited" && "png" in logo)).toBe(true);
    expect(await get("/a.png")).toEqual(got[0]);
    expect(server.asked).toEqual(["/a.png"]);
  });

  it("keeps a picture for seven days", async () => {
    await get("/b.png");
    moveClock(days(7) - 1000);
    await get("/b.png");
    expect(server.asked).toHaveLength(1);
    moveClock(days(7) + 1000);
    await get("/b.png");
    expect(server.asked).toHaveLength(2);
  });

  it("keeps a failure for ten minutes, with its reason", async () => {
    expect(await get("/missing.png")).toEqual({ failure: "status" });
    moveClock(minutes(10) - 1000);
    expect(await get("/missing.png")).toEqual({ failure: "status" });
    expect(server.asked).toHaveLength(1);
    moveClock(minutes(10) + 1000);
    await get("/missing.png");
    expect(server.asked).toHaveLength(2);
  });

  it.each([
    ["/page.png", "not_a_picture"],
    ["/short.png", "undecodable"],
  ])("says of %s that it is %s", async (path, failure) => {
    expect(await get(path)).toEqual({ failure });
  });

  it("reaches no server of our own network", async () => {
    server.use(server.real);
    expect(await get("/b.png")).toEqual({ failure: "refused" });
    server.use(server.policy);
    expect(server.asked).toEqual([]);
  });

  it("forgets what is too old when it keeps something new", async () => {
    await get("/b.png");
    await get("/missing.png");
    moveClock(minutes(11));
    await get("/c.png");
    expect(await db().logo.count()).toBe(2);
  });

  it("counts fetches only, and the limit of one client is not the limit of another", async () => {
    const { mode } = env();
    overrideEnv({ mode: "production" });
    try {
      await get("/b.png", "192.0.2.7");
      for (let n = 0; n < ADDRESS_LIMITS.logosPerAddress.points - 1; n++) {
        await get("/b.png", "192.0.2.7");
        expect(await consume("logosPerAddress", "192.0.2.7")).toEqual({ ok: true });
      }
      const [limited, other] = await Promise.all([get("/c.png", "192.0.2.7"), get("/c.png", "192.0.2.8")]);
      expect(limited).toBe("limited");
      expect(other).toHaveProperty("png");
      expect(await get("/c.png", "192.0.2.7")).toHaveProperty("png");
      expect(await get("/d.png", "192.0.2.7")).toBe("limited");
      expect(await get("/d.png", "192.0.2.7", true)).toHaveProperty("png");
    } finally {
      overrideEnv({ mode });
    }
  });
});

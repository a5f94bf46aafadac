import { afterEach, describe, expect, it } from "vitest";
import { hours, minutes, moveClock } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { setUpDatabase } from "@/tests/support/database";
import { createPortalSession, endPortalSession, findPortalSession } from "@/lib/journey/portal-session-store";

describe("a portal session", () => {
  setUpDatabase();
  afterEach(() => moveClock(0));
  const start = () =>
    createPortalSession("the browser's secret", {
      goal: "app",
      appId: "devtest",
      returnUrl: "http://localhost/back",
      publicId: "P".repeat(60),
      state: "their state",
    });

  it("belongs to the browser that started it", async () => {
    const id = await start();
    expect(await findPortalSession(id, "the browser's secret")).toMatchObject({
      kind: "own",
      session: { id, expired: false },
    });
  });

  it.each([
    ["another browser", "another secret"],
    ["a browser that lost its cookie", undefined],
  ])("tells %s only how to start again", async (_, browser) => {
    const found = await findPortalSession(await start(), browser);
    expect(found).toEqual({
      kind: "foreign",
      restart: { appId: "devtest", publicId: "P".repeat(60), returnUrl: "http://localhost/back", goal: "app" },
    });
  });

  it.each(["", "x", "../etc/passwd", "A".repeat(32), "A".repeat(3000), "' OR 1=1 --"])(
    "is unknown as %j",
    async (id) => {
      expect(await findPortalSession(id, "the browser's secret")).toEqual({ kind: "unknown" });
    },
  );

  it("expires after an hour without a visit", async () => {
    const id = await start();
    moveClock(minutes(59));
    expect(await findPortalSession(id, "the browser's secret")).toMatchObject({ session: { expired: false } });
    moveClock(minutes(59 + 61));
    expect(await findPortalSession(id, "the browser's secret")).toMatchObject({ session: { expired: true } });
  });

  it("expires after three hours, however busy", async () => {
    const id = await start();
    for (let at = 30; at <= 180; at += 30) {
      moveClock(minutes(at) - 1000);
      expect(await findPortalSession(id, "the browser's secret")).toMatchObject({ session: { expired: false } });
    }
    moveClock(hours(3) + 1000);
    expect(await findPortalSession(id, "the browser's secret")).toMatchObject({ session: { expired: true } });
  });

  it("ends once, also under ten parallel tries", async () => {
    const id = await start();
    const ended = await Promise.all(Array.from({ length: 10 }, () => endPortalSession(id, "cancelled")));
    expect(ended.filter(Boolean)).toHaveLength(1);
  });

  it("keeps only a digest of the browser's secret", async () => {
    await start();
    expect(JSON.stringify(await db().portalSession.findMany())).not.toContain("the browser's secret");
  });
});

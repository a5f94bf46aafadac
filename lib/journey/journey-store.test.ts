import { afterEach, describe, expect, it } from "vitest";
import { hours, minutes, moveClock } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { createJourney, endJourney, findJourney } from "@/lib/journey/journey-store";
import { setUpDatabase } from "@/tests/support/database";

describe("a journey", () => {
  setUpDatabase();
  afterEach(() => moveClock(0));
  const start = () =>
    createJourney("the browser's secret", {
      goal: "app",
      appId: "devtest",
      returnUrl: "http://localhost/back",
      publicId: "P".repeat(60),
      state: "their state",
    });

  it("belongs to the browser that started it", async () => {
    const id = await start();
    expect(await findJourney(id, "the browser's secret")).toMatchObject({
      kind: "own",
      record: { id, expired: false },
    });
  });

  it.each([
    ["another browser", "another secret"],
    ["a browser that lost its cookie", undefined],
  ])("tells %s only how to start again", async (_, browser) => {
    const found = await findJourney(await start(), browser);
    expect(found).toEqual({
      kind: "foreign",
      restart: {
        ...{ appId: "devtest", publicId: "P".repeat(60), returnUrl: "http://localhost/back" },
        answer: "connection",
        codeChallenge: null,
        uiLocale: null,
        createdAt: expect.any(Date) as Date,
      },
    });
  });

  it.each(["", "x", "../etc/passwd", "A".repeat(32), "A".repeat(3000), "' OR 1=1 --"])(
    "is unknown as %j",
    async (id) => {
      expect(await findJourney(id, "the browser's secret")).toEqual({ kind: "unknown" });
    },
  );

  it("expires after an hour without a visit", async () => {
    const id = await start();
    moveClock(minutes(59));
    expect(await findJourney(id, "the browser's secret")).toMatchObject({ record: { expired: false } });
    moveClock(minutes(59 + 61));
    expect(await findJourney(id, "the browser's secret")).toMatchObject({ record: { expired: true } });
  });

  it("expires after three hours, however busy", async () => {
    const id = await start();
    for (let at = 30; at <= 180; at += 30) {
      moveClock(minutes(at) - 1000);
      expect(await findJourney(id, "the browser's secret")).toMatchObject({ record: { expired: false } });
    }
    moveClock(hours(3) + 1000);
    expect(await findJourney(id, "the browser's secret")).toMatchObject({ record: { expired: true } });
  });

  it("ends once, also under ten parallel tries", async () => {
    const id = await start();
    const ended = await Promise.all(Array.from({ length: 10 }, () => endJourney(id, "cancelled")));
    expect(ended.filter(Boolean)).toHaveLength(1);
  });

  it("keeps only a digest of the browser's secret", async () => {
    await start();
    expect(JSON.stringify(await db().journey.findMany())).not.toContain("the browser's secret");
  });
});

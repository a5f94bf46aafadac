import { beforeEach, describe, expect, it } from "vitest";
import { findLogo, saveLogo, LOGO_BUDGET } from "@/lib/apps/logo/logo-store";
import { hours, moveClock } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { setUpDatabase } from "@/tests/support/database";

const MEGABYTE = 1024 * 1024;
const picture = (bytes: number) => ({ png: new Uint8Array(bytes) });
const stranger = (network: string) => ({ registered: false, network });
const taken = async () => {
  const { _sum, _count } = await db().logo.aggregate({
    where: { registered: false },
    _sum: { size: true },
    _count: true,
  });
  return (_sum.size ?? 0) + _count * LOGO_BUDGET.besideBytes;
};

describe("the table of logos", { timeout: 120_000 }, () => {
  setUpDatabase();
  beforeEach(async () => {
    moveClock(0);
    await db().logo.deleteMany();
  });

  it("takes up no more than its budget, however many addresses somebody makes up", async () => {
    for (let count = 0; count < 50; count++)
      await saveLogo(`https://made.up/${count}`, picture(2 * MEGABYTE), stranger("2001:db8:1::/48"));
    expect(await taken()).toBeLessThanOrEqual(LOGO_BUDGET.bytes);
    expect(await findLogo("https://made.up/49", false)).toBeDefined();
    expect(await findLogo("https://made.up/0", false)).toBeUndefined();
  });

  it("counts each failure too, so that rows are few", async () => {
    const most = LOGO_BUDGET.bytes / LOGO_BUDGET.besideBytes;
    const data = Array.from({ length: most + 500 }, (_, index) => ({
      key: `k${index}`,
      failure: "timeout",
      network: "n",
    }));
    await db().logo.createMany({ data });
    await saveLogo("https://made.up/last", { failure: "timeout" }, stranger("192.0.2.1"));
    expect(await db().logo.count()).toBeLessThanOrEqual(most);
    expect(await findLogo("https://made.up/last", false)).toEqual({ failure: "timeout" });
  });

  it("lets a network that makes up addresses displace its own only", async () => {
    for (let count = 0; count < 4; count++)
      await saveLogo(`https://honest.example/${count}`, picture(MEGABYTE), stranger(`198.51.100.${count}`));
    moveClock(hours(1));
    for (let count = 0; count < 80; count++)
      await saveLogo(`https://made.up/${count}`, picture(MEGABYTE), stranger("2001:db8:1::/48"));
    for (let count = 0; count < 4; count++)
      expect(await findLogo(`https://honest.example/${count}`, false), `${count}`).toBeDefined();
    expect(await taken()).toBeLessThanOrEqual(LOGO_BUDGET.bytes);
    expect(await findLogo("https://made.up/79", false)).toBeDefined();
  });

  it("keeps what an app is registered with, whoever fetched it first", async () => {
    await saveLogo("https://app.example/own.png", picture(MEGABYTE), stranger("192.0.2.1"));
    await saveLogo("https://app.example/other.png", picture(MEGABYTE), { registered: true, network: "192.0.2.1" });
    expect(await findLogo("https://app.example/own.png", true)).toBeDefined();
    moveClock(hours(1));
    await saveLogo("https://app.example/own.png", picture(MEGABYTE), stranger("192.0.2.1"));
    for (let count = 0; count < 80; count++)
      await saveLogo(`https://made.up/${count}`, picture(MEGABYTE), stranger("192.0.2.1"));
    expect(await findLogo("https://app.example/own.png", false)).toBeDefined();
    expect(await findLogo("https://app.example/other.png", false)).toBeDefined();
  });

  it("gives up first what was used longest ago", async () => {
    await saveLogo("https://made.up/old", picture(MEGABYTE), stranger("192.0.2.1"));
    await saveLogo("https://made.up/used", picture(MEGABYTE), stranger("192.0.2.1"));
    moveClock(hours(2));
    await findLogo("https://made.up/used", false);
    for (let count = 0; count < 62; count++)
      await saveLogo(`https://made.up/${count}`, picture(MEGABYTE), stranger("192.0.2.1"));
    expect(await findLogo("https://made.up/used", false)).toBeDefined();
    expect(await findLogo("https://made.up/old", false)).toBeUndefined();
  });

  it("writes of whose network a logo is only what nobody can read back", async () => {
    await saveLogo("https://made.up/a", picture(10), stranger("192.0.2.55"));
    const row = await db().logo.findUniqueOrThrow({ where: { key: digest("https://made.up/a") } });
    expect(JSON.stringify({ ...row, png: null })).not.toMatch(/192|made\.up/);
    expect(row.network).toMatch(/^[0-9a-f]{32}$/);
  });

  it("stays within its budget when many are kept at once", async () => {
    await Promise.all(
      Array.from({ length: 100 }, (_, count) =>
        saveLogo(`https://made.up/${count}`, picture(MEGABYTE), stranger(`192.0.2.${count % 7}`)),
      ),
    );
    expect(await taken()).toBeLessThanOrEqual(LOGO_BUDGET.bytes);
  });
});

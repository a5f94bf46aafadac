import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { overrideEnv } from "@/lib/env";
import { log } from "@/lib/observability/log";
import { ADDRESS_LIMITS } from "@/lib/rate-limits/address-limits";
import { consume, giveBack, type Sender } from "@/lib/rate-limits/rate-limit-store";
import { setUpDatabase } from "@/tests/support/database";

const { network, points, all } = ADDRESS_LIMITS.logosPerAddress;
const rowOf = (name: string, subject: string) => `${name}:${digest(subject).slice(0, 32)}`;
const use = (key: string, used: number) =>
  db().rateLimit.upsert({
    where: { key },
    create: { key, points: used, expire: new Date(Date.now() + 60_000) },
    update: { points: used },
  });
const allowed = async (name: "logosPerAddress" | "codesSentPerAddress", senders: (string | Sender)[]) => {
  const answers = [];
  for (const sender of senders) answers.push((await consume(name, sender)).ok);
  return answers.filter(Boolean).length;
};
const many = <T>(length: number, make: (index: number) => T) => Array.from({ length }, (_, index) => make(index));

describe("limits of addresses", () => {
  setUpDatabase();
  beforeEach(() => overrideEnv({ mode: "production" }));
  afterEach(async () => {
    vi.restoreAllMocks();
    overrideEnv({ mode: "evaluation" });
    await db().rateLimit.deleteMany();
  });

  it("count a /48 as a network, however many of its addresses ask", async () => {
    const asked = many(network + 60, (index) => `2001:db8:7:${index.toString(16)}::/64`);
    expect(await allowed("logosPerAddress", asked)).toBe(network);
    expect(await allowed("logosPerAddress", ["2001:db8:8:1::/64"])).toBe(1);
  });

  it("count a /24 as a network", async () => {
    const asked = many(network + 60, (index) => `203.0.113.${index % 250}`);
    expect(await allowed("logosPerAddress", asked)).toBe(network);
    expect(await allowed("logosPerAddress", ["203.0.114.1"])).toBe(1);
  });

  it("take nothing of the network for an address that has used up its own", async () => {
    expect(
      await allowed(
        "logosPerAddress",
        many(network * 2, () => "203.0.113.7"),
      ),
    ).toBe(points);
    expect(
      await allowed(
        "logosPerAddress",
        many(points, () => "203.0.113.8"),
      ),
    ).toBe(points);
  });

  it("brake when all together have used up theirs: a network has what an address has, the log says so", async () => {
    const alarm = vi.spyOn(log, "error").mockImplementation(() => undefined);
    await use(rowOf("logosPerAddressAll", "all"), all);
    const senders = (net: number) => many(points * 2, (index) => `2001:db8:${net}:${index.toString(16)}::/64`);
    expect(await allowed("logosPerAddress", senders(1))).toBe(points);
    expect(await allowed("logosPerAddress", senders(2))).toBe(points);
    expect(alarm).toHaveBeenCalledTimes(1);
    expect(alarm).toHaveBeenCalledWith({ limit: "logosPerAddress" }, expect.stringMatching(/all addresses together/));
  });

  it("let a proof of a browser through at every level, but only where one counts", async () => {
    vi.spyOn(log, "error").mockImplementation(() => undefined);
    for (const [name, address] of [
      ["", "203.0.113.7"],
      ["Network", "203.0.113.0/24"],
      ["All", "all"],
    ] as const)
      for (const limit of ["codesSentPerAddress", "logosPerAddress"]) await use(rowOf(limit + name, address), 100_000);
    const proven = many(5, () => ({ address: "203.0.113.7", proven: true }));
    expect(await allowed("codesSentPerAddress", proven)).toBe(5);
    expect(await allowed("logosPerAddress", proven)).toBe(0);
  });

  it("let one a half minute through without a proof, for its whole network, and say that it is seconds", async () => {
    const held = many(20, (index) => `203.0.113.${index}`);
    await use(rowOf("codesSentPerAddressNetwork", "203.0.113.0/24"), 100_000);
    expect(await allowed("codesSentPerAddress", held)).toBe(1);
    const answer = await consume("codesSentPerAddress", "203.0.113.99");
    expect(!answer.ok && answer.retryAfterSeconds).toBeLessThanOrEqual(30);
  });

  it("give back what turned out to be right, at every level", async () => {
    for (let round = 0; round < 5; round++) {
      expect(
        await allowed(
          "logosPerAddress",
          many(points, () => "203.0.113.7"),
        ),
      ).toBe(points);
      for (let index = 0; index < points; index++) await giveBack("logosPerAddress", "203.0.113.7");
    }
  });

  it("write nothing any more for a flood", async () => {
    const most = ADDRESS_LIMITS.appApiRefusalsPerAddress.points;
    const key = rowOf("appApiRefusalsPerAddress", "203.0.113.9");
    await consume("appApiRefusalsPerAddress", "203.0.113.9");
    await use(key, most - 1);
    expect(await consume("appApiRefusalsPerAddress", "203.0.113.9")).toEqual({ ok: true });
    for (let index = 0; index < 50; index++)
      expect((await consume("appApiRefusalsPerAddress", "203.0.113.9")).ok).toBe(false);
    expect((await db().rateLimit.findUnique({ where: { key } }))?.points).toBe(most);
  });

  it("are ten times wider in evaluation mode, where one machine plays everybody", async () => {
    overrideEnv({ mode: "evaluation" });
    expect(
      await allowed(
        "logosPerAddress",
        many(points * 11, () => "127.0.0.1"),
      ),
    ).toBe(points * 10);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { minutes, moveClock } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { overrideEnv } from "@/lib/env";
import { log } from "@/lib/observability/log";
import { askDigits, confirmDigits, digitsToShow } from "@/lib/printers/agents/agent-digits-store";
import { somePage, verify } from "@/lib/printers/agents/test-agents";
import { printerOfSetup, type SetupPlace } from "@/lib/printers/setup/setup-token-store";
import { areDigitsTried, countWrongDigits } from "@/lib/rate-limits/guess-odds-store";
import { setUpDatabase } from "@/tests/support/database";

let network = 0;
/** Limits are remembered by the process: each test is in networks of its own. */
const newNetwork = () => `198.${18 + (network >> 8)}.${network++ & 255}`;

describe("guessing digits", () => {
  setUpDatabase();
  let page: SetupPlace;
  let digits: string;
  let own: string;
  const guess = (address: string) => verify(digits === "000000" ? "000001" : "000000", address);
  beforeEach(async () => {
    overrideEnv({ mode: "production" });
    await db().rateLimit.deleteMany();
    await db().agentDigits.deleteMany();
    page = await somePage();
    ({ digits } = await digitsToShow(page));
    own = newNetwork();
  });
  afterEach(() => {
    overrideEnv({ mode: "evaluation" });
    moveClock(0);
    vi.restoreAllMocks();
  });

  it("takes ten wrong ones an hour of an address, malformed ones too, then refuses right ones from there", async () => {
    const here = `${own}.1`;
    for (let tries = 0; tries < 10; tries++)
      expect((await (tries % 2 ? guess(here) : verify("12", here))).status).toBe(404);
    const refused = await verify(digits, here);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers?.["Retry-After"])).toBeGreaterThan(3000);
    expect((await verify(digits, `${own}.2`)).status).toBe(200);
  });

  it("takes a hundred of a /24 and of a /48, in parallel too", async () => {
    for (const addressOf of [
      (n: number) => `${own}.${n + 1}`,
      (n: number) => `2001:db8:${(0x100 + network).toString(16)}:${n.toString(16)}::/64`,
    ]) {
      const answers = [];
      for (let round = 0; round < 12; round++)
        answers.push(...(await Promise.all(Array.from({ length: 10 }, (_, n) => guess(addressOf(round * 10 + n))))));
      expect(answers.filter(({ status }) => status === 404)).toHaveLength(100);
      expect((await verify(digits, addressOf(199))).status).toBe(429);
    }
    expect((await verify(digits, `${newNetwork()}.1`)).status).toBe(200);
  });

  it("gives right ones back: a farm behind one address links fifteen printers", async () => {
    for (let printers = 0; printers < 15; printers++)
      expect((await verify((await digitsToShow(await somePage())).digits, `${own}.1`)).status).toBe(200);
  });

  it("is counted in odds: each wrong guess weighs as much as there are digits to hit", async () => {
    await somePage().then(digitsToShow);
    await somePage().then(digitsToShow);
    await guess(`${own}.1`);
    const [row] = await db().rateLimit.findMany({ where: { key: { startsWith: "agentDigitsOdds" } } });
    expect(row?.points).toBe(3);
    await db().agentDigits.deleteMany();
    await guess(`${own}.1`);
    expect((await db().rateLimit.findFirst({ where: { key: row?.key ?? "" } }))?.points).toBe(3);
  });

  describe("once all together had odds of one in a hundred", () => {
    beforeEach(async () => {
      vi.spyOn(log, "error").mockImplementation(() => undefined);
      await countWrongDigits(9_999);
      expect(await areDigitsTried()).toBe(false);
      await countWrongDigits(2);
      expect(await areDigitsTried()).toBe(true);
    });

    it("an operator reads it once, and right digits alone link nothing and are answered like wrong ones", async () => {
      await countWrongDigits(2);
      expect(log.error).toHaveBeenCalledTimes(1);
      const wrongAnswer = await guess(`${own}.7`);
      expect(await verify(digits, `${own}.1`)).toEqual(wrongAnswer);
      expect(await verify(digits, `${own}.1`)).toEqual(wrongAnswer);
      expect(await printerOfSetup(page)).toBeUndefined();
      expect((await askDigits(page))?.heldFrom).toBe(`${own}.1`);
    });

    it("a hit costs a try as a miss does, so that nobody can tell one from the other", async () => {
      for (let tries = 0; tries < 10; tries++)
        expect((await (tries === 3 ? verify(digits, `${own}.1`) : guess(`${own}.1`))).status).toBe(404);
      expect((await guess(`${own}.1`)).status).toBe(429);
    });

    it("they work seconds later, once the person has said yes, from where they were entered, once", async () => {
      await verify(digits, `${own}.1`);
      await confirmDigits(page, `${own}.1`);
      expect((await askDigits(page))?.heldFrom).toBeUndefined();
      const answers = await Promise.all(Array.from({ length: 8 }, () => verify(digits, `${own}.1`)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(await printerOfSetup(page)).toBeDefined();
    });

    it("a yes is good for the address it was said of, and for two minutes", async () => {
      await verify(digits, `${own}.1`);
      await confirmDigits(page, `${own}.1`);
      moveClock(minutes(2) + 1000);
      await askDigits(page);
      expect((await verify(digits, `${own}.1`)).status).toBe(404);
      await confirmDigits(page, `${own}.1`);
      // Entered elsewhere, it is asked anew: the yes was not of that.
      expect((await verify(digits, `${newNetwork()}.1`)).status).toBe(404);
      expect((await verify(digits, `${own}.1`)).status).toBe(404);
      expect(await printerOfSetup(page)).toBeUndefined();
    });
  });
});

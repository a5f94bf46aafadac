import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { minutes, moveClock, seconds } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { endJourney, createJourney } from "@/lib/journey/journey-store";
import { digitsOf } from "@/lib/printers/agents/agent-digits";
import {
  askDigits,
  confirmDigits,
  digitsToShow,
  dropDigits,
  sweepAgentDigits,
} from "@/lib/printers/agents/agent-digits-store";
import { findAgentByToken } from "@/lib/printers/agents/agent-token-store";
import { somePage, tokenOf, verify } from "@/lib/printers/agents/test-agents";
import { confirmPrinter } from "@/lib/printers/confirm-printer";
import { printerOfSetup, type SetupPlace } from "@/lib/printers/setup/setup-token-store";
import { HOME } from "@/lib/printers/test-linking";
import { randomToken } from "@/lib/random";
import { setUpDatabase } from "@/tests/support/database";

const show = async (place: SetupPlace) => (await digitsToShow(place)).digits;
const wrong = (digits: string) => String((Number(digits) + 1) % 1_000_000).padStart(6, "0");

describe("six digits for an agent", () => {
  setUpDatabase();
  let page: SetupPlace;
  beforeEach(async () => {
    await db().rateLimit.deleteMany();
    await db().agentDigits.deleteMany();
    page = await somePage();
  });
  afterEach(() => moveClock(0));

  it("are six digits of their row, evenly spread, and nowhere in the database", async () => {
    fc.assert(fc.property(fc.string(), (seed) => /^\d{6}$/.test(digitsOf(seed)) && digitsOf(seed) === digitsOf(seed)));
    const firsts = Array.from({ length: 20_000 }, (_, n) => Number(digitsOf(`${n}`)) / 100_000);
    for (let tenth = 0; tenth < 10; tenth++)
      expect(firsts.filter((first) => Math.floor(first) === tenth).length).toBeGreaterThan(1700);
    const digits = await show(page);
    expect(JSON.stringify(await db().agentDigits.findMany())).not.toContain(digits);
  });

  it("are the same at each look, one set an account, and others near their end", async () => {
    const digits = await show(page);
    moveClock(minutes(8));
    expect(await show(page)).toBe(digits);
    expect((await askDigits(page))?.digits).toBe(digits);
    moveClock(minutes(9) + seconds(1));
    const next = (await askDigits(page))?.digits;
    expect(next).not.toBe(digits);
    expect((await verify(digits)).status).toBe(404);
    expect(await db().agentDigits.count({ where: { userId: page.userId } })).toBe(1);
  });

  it("of another page of the account end those of the first, whose script is told so", async () => {
    const digits = await show(page);
    const other = {
      ...page,
      journeyId: await createJourney(randomToken(43), { goal: "printer", userId: page.userId }),
    };
    const others = await show(other);
    expect(others).not.toBe(digits);
    expect(await askDigits(page)).toBeUndefined();
    expect((await verify(digits)).status).toBe(404);
    expect((await verify(others)).status).toBe(200);
    expect(await printerOfSetup(other)).toBeDefined();
    expect(await printerOfSetup(page)).toBeUndefined();
  });

  it("show the agent's printer on their page, and only that account's tap makes it theirs", async () => {
    const linked = await verify(await show(page));
    expect(linked).toMatchObject({
      status: 200,
      body: { printer: { id: expect.stringMatching(/^\w{48}$/) as string } },
    });
    const shown = await printerOfSetup(page);
    expect(shown).toMatchObject({ hostName: null });
    const printerId = shown?.printerId ?? "";
    expect(await findAgentByToken(tokenOf(linked))).toMatchObject({ printerId, owned: false });
    const confirm = (userId: string) => confirmPrinter({ printerId, userId, name: "Mini", address: HOME });
    expect(await confirm((await somePage()).userId)).toEqual({ ok: false, error: "printer_gone" });
    expect(await confirm(page.userId)).toMatchObject({ ok: true });
    expect(await findAgentByToken(tokenOf(linked))).toMatchObject({ printerId, owned: true, name: "Mini" });
  });

  it("work once: of twenty agents that send the same ones at once, one is linked", async () => {
    const digits = await show(page);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => verify(digits, `203.0.113.${n + 1}`)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(19);
    expect(await db().printer.count({ where: { isAgent: true, setupTokens: { some: page } } })).toBe(1);
  });

  it("answer alike when they are wrong, used, late, of a page that was left or is over, or no digits", async () => {
    const digits = await show(page);
    const answers = [
      await verify(wrong(digits)),
      await verify(""),
      await verify("12345"),
      await verify("１２３４５６"),
    ];
    expect((await verify(digits)).status).toBe(200);
    answers.push(await verify(digits));
    const ended = await somePage();
    const endedDigits = await show(ended);
    await endJourney(ended.journeyId, "cancelled");
    answers.push(await verify(endedDigits));
    const left = await somePage();
    const leftDigits = await show(left);
    await askDigits(left);
    const late = await show(await somePage());
    moveClock(minutes(3) + seconds(1));
    answers.push(await verify(leftDigits));
    moveClock(minutes(11));
    answers.push(await verify(late));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]?.status).toBe(404);
  });

  it("of a page without scripts work their ten minutes, and those of one with scripts as long as it asks", async () => {
    const silent = await show(page);
    moveClock(minutes(8));
    expect((await verify(silent)).status).toBe(200);
    moveClock(0);
    const asking = await somePage();
    const digits = await show(asking);
    for (let minute = 0; minute <= 8; minute += 2) {
      moveClock(minutes(minute));
      expect((await askDigits(asking))?.digits).toBe(digits);
    }
    expect((await verify(digits)).status).toBe(200);
  });

  it("are forgotten when they are over", async () => {
    await show(page);
    moveClock(minutes(11));
    await sweepAgentDigits();
    expect(await db().agentDigits.count({ where: { userId: page.userId } })).toBe(0);
  });

  it("that somebody else entered are dropped with a No, and a Yes of another address counts for nothing", async () => {
    const digits = await show(page);
    await db().agentDigits.updateMany({ where: page, data: { heldAt: new Date(), heldFrom: HOME } });
    expect((await askDigits(page))?.heldFrom).toBe(HOME);
    await confirmDigits(page, "198.51.100.1");
    expect((await askDigits(page))?.heldFrom).toBe(HOME);
    await dropDigits(page);
    expect((await verify(digits)).status).toBe(404);
  });
});

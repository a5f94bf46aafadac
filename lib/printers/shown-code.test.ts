import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hours, minutes, moveClock, now, seconds } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { overrideEnv } from "@/lib/env";
import { answerPrinterInfo } from "@/lib/printers/answer-printer-info";
import { confirmPrinter } from "@/lib/printers/confirm-printer";
import { findPrinterByCode } from "@/lib/printers/find-printer-by-code";
import { codeToShow } from "@/lib/printers/linking-code-store";
import { sendCodeToPrinter } from "@/lib/printers/send-code-to-printer";
import { askCode, call, HOME, pretendConnected } from "@/lib/printers/test-linking";
import { setUpDatabase } from "@/tests/support/database";
import { until } from "@/tests/support/plugin";
import { someAccount, somePrinter } from "@/tests/support/world";

const STRANGER = "198.51.100.77";

describe("the code of a printer", () => {
  setUpDatabase();
  let user: Awaited<ReturnType<typeof someAccount>>;
  let printer: Awaited<ReturnType<typeof somePrinter>>["printer"];
  let octoKey: string;
  const find = (code: string, userId = user.id) => findPrinterByCode({ code, userId, address: HOME });
  const confirm = (name = "Voron", userId = user.id) =>
    confirmPrinter({ printerId: printer.id, userId, name, address: HOME });
  const newCode = async () =>
    ((await askCode(printer.publicId, octoKey)).body as { Result: { Code: string } }).Result.Code;

  beforeEach(async () => {
    user = await someAccount();
    ({ printer, octoKey } = await somePrinter());
  });
  afterEach(() => moveClock(0));

  it("is the same for each who proves itself, with the time it still works; near its end a new one", async () => {
    const code = await newCode();
    moveClock(minutes(13));
    await db().printer.update({ where: { id: printer.id }, data: { lastSeenAt: now() } });
    const again = (await askCode(printer.publicId, octoKey)).body as {
      Result: { Code: string; ValidForSeconds: number };
    };
    expect(again.Result.Code).toBe(code);
    expect(again.Result.ValidForSeconds).toBeGreaterThan(110);
    expect(again.Result.ValidForSeconds).toBeLessThanOrEqual(120);
    moveClock(minutes(14) + 1000);
    const fresh = await newCode();
    expect(fresh).not.toBe(code);
    expect(await find(code)).toEqual({ ok: false, error: "linking_code_wrong" });
    expect(await find(fresh)).toMatchObject({ ok: true });
    moveClock(0);
  });

  it("is one, also when twenty ask at once", async () => {
    const asked = await Promise.all(Array.from({ length: 20 }, () => newCode()));
    expect(new Set(asked).size).toBe(1);
  });

  it("once entered, stays to its very end: its person is at the confirmation", async () => {
    const code = await newCode();
    await find(code);
    moveClock(minutes(14) + 30_000);
    await db().printer.update({ where: { id: printer.id }, data: { lastSeenAt: now() } });
    expect(await newCode()).toBe(code);
    expect(await confirm()).toEqual({ ok: true });
  });

  it("is another account's, where one entered it and left", async () => {
    const code = await newCode();
    const [left, second] = [await someAccount(), await someAccount()];
    expect(await find(code, left.id)).toMatchObject({ ok: true });
    moveClock(seconds(6));
    expect(await newCode()).toBe(code);
    expect(await find(code, second.id)).toMatchObject({ ok: true });
    expect(await confirm("Mine", left.id)).toEqual({ ok: false, error: "printer_gone" });
    expect(await confirm("Mine", second.id)).toEqual({ ok: true });
  });

  it("is a new one where the living one cannot be read: of an earlier version, or of another secret", async () => {
    const code = await newCode();
    for (const codeSealed of [null, "AAAA"]) {
      await db().linkingCode.update({ where: { printerId: printer.id }, data: { codeSealed } });
      const fresh = await newCode();
      expect(fresh).not.toBe(code);
      expect(await find(fresh)).toMatchObject({ ok: true });
    }
  });

  describe("shown on the printer's own screen", () => {
    /** Popups of the printer so far, as its screen has them. */
    const screen: string[] = [];
    const ask = async (sender = STRANGER) => {
      const before = screen.length;
      expect(await sendCodeToPrinter(printer.publicId, sender)).toEqual({ ok: true });
      await until("the code is shown", () => screen.length > before);
      return screen.at(-1) ?? "";
    };
    beforeEach(() => {
      screen.length = 0;
      pretendConnected(printer.publicId, "plugin", (text) => screen.push(text));
    });

    it("is the same code at each ask, at once and later, and says how long it still works", async () => {
      const first = await ask();
      const [, code = ""] = /([A-Z]{4}-[A-Z]{4})/.exec(first) ?? [];
      expect(first).toContain("works for 14 more minutes");
      expect(await ask()).toContain(code);
      moveClock(minutes(10));
      await db().printer.update({ where: { id: printer.id }, data: { lastSeenAt: now() } });
      expect(await ask()).toContain(code);
      expect(await ask()).toMatch(/works for [45] more minutes/);
      expect(await find(code)).toMatchObject({ ok: true });
      // Entered and left: it is shown all the same.
      expect(await ask()).toContain(code);
    });

    it("is the code that the printer's program was given, too", async () => {
      const code = await newCode();
      expect(await ask()).toContain(code);
      expect(await newCode()).toBe(code);
    });

    it("cannot be taken by a stranger from the person who enters it", async () => {
      const code = await newCode();
      await ask();
      expect(await find(code)).toMatchObject({ ok: true });
      await ask();
      expect(await confirm()).toEqual({ ok: true });
    });

    it("is counted for ids that are no printer's just like for others", async () => {
      const ids = [printer.publicId, "N".repeat(60)];
      const answers = await Promise.all(
        ids.map(async (id) => {
          for (let i = 0; i < 40; i++) await sendCodeToPrinter(id, `2001:db8:${ids.indexOf(id)}:${i}::/64`);
          return sendCodeToPrinter(id, "192.0.2.9");
        }),
      );
      expect(answers).toMatchObject([{ ok: false }, { ok: false }]);
    });

    it("is not waited for by the answer, whose time would tell whether there is such a printer", async () => {
      await db().$transaction(async (tx) => {
        await tx.$queryRaw`SELECT 1 FROM "Printer" WHERE "id" = ${printer.id} FOR UPDATE`;
        expect(await sendCodeToPrinter(printer.publicId, STRANGER)).toEqual({ ok: true });
        expect(screen).toEqual([]);
      });
      await until("the code is shown", () => screen.length === 1);
    });

    it("is not shown once the printer has an owner", async () => {
      await db().printer.update({ where: { id: printer.id }, data: { ownerId: user.id } });
      await sendCodeToPrinter(printer.publicId, STRANGER);
      expect(await codeToShow(printer.id)).toBeUndefined();
      expect(screen).toEqual([]);
    });
  });

  it("is entered while an installer waits: it hears of the owner however late, of the name with a key", async () => {
    overrideEnv({ pluginCodesByAddress: false });
    pretendConnected(printer.publicId, "plugin");
    const info = async (body: object, address = HOME) =>
      answerPrinterInfo(call({ Id: printer.publicId, ...body }, address));
    const soon = await info({});
    expect(soon).toMatchObject({ status: 200, body: { Result: { Name: "", HasOwners: false } } });
    moveClock(hours(3));
    await db().printer.update({
      where: { id: printer.id },
      data: { lastSeenAt: now(), ownerId: user.id, name: "Voron" },
    });
    expect(await info({})).toMatchObject({ status: 200, body: { Result: { Name: "", HasOwners: true } } });
    expect(await info({ OctoKey: octoKey })).toMatchObject({ body: { Result: { Name: "Voron", HasOwners: true } } });
    expect((await info({}, STRANGER)).status).toBe(404);
    expect((await info({ OctoKey: "wrong" })).status).toBe(404);
    await db().printer.update({ where: { id: printer.id }, data: { onlineSince: null } });
    expect((await info({})).status).toBe(404);
  });
});

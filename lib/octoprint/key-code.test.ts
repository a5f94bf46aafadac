import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { minutes, moveClock } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { createJourney } from "@/lib/journey/journey-store";
import { listOutbox } from "@/lib/mail/outbox";
import { askKeyCode } from "@/lib/octoprint/ask-key-code";
import { giveUpKey, isKeyConfirmed, tryKeyCode, type KeyWish } from "@/lib/octoprint/key-code-store";
import { setUpDatabase } from "@/tests/support/database";
import { somePrinter } from "@/tests/support/world";

let count = 0;

describe("the code before an OctoPrint key", () => {
  setUpDatabase();
  let wish: KeyWish;
  let code: string;
  const confirmed = () => isKeyConfirmed(wish.journeyId, wish.printerId);
  const other = (by: number) => String((Number(code) + by) % 1_000_000).padStart(6, "0");

  beforeEach(async () => {
    const email = `owner-${String.fromCharCode(97 + count++)}@example.org`;
    wish = {
      journeyId: await createJourney("browser", { goal: "app" }),
      printerId: (await somePrinter()).printer.id,
      keyName: "OctoPod-1",
    };
    expect(await askKeyCode(wish, { email, app: "OctoPod 20261124", printer: "Voron" })).toBe(true);
    code = /^\d{6}/.exec(listOutbox().find((mail) => mail.to === email)?.subject ?? "")?.[0] ?? "";
  });
  afterEach(() => moveClock(0));

  it("is the code that was mailed, once or again", async () => {
    expect(await confirmed()).toBe(false);
    expect(await tryKeyCode(wish, code)).toEqual({ ok: true });
    expect(await confirmed()).toBe(true);
    expect(await tryKeyCode(wish, code)).toEqual({ ok: true });
  });

  it("is bound to the journey, the printer and the name", async () => {
    const { printer } = await somePrinter();
    const elsewhere = await createJourney("browser", { goal: "app" });
    expect(await tryKeyCode({ ...wish, journeyId: elsewhere }, code)).toEqual({ ok: false, error: "given_up" });
    expect(await tryKeyCode({ ...wish, printerId: printer.id }, code)).toEqual({ ok: false, error: "given_up" });
    expect(await tryKeyCode({ ...wish, keyName: "Another" }, code)).toEqual({ ok: false, error: "key_code_wrong" });
    expect(await isKeyConfirmed(wish.journeyId, printer.id)).toBe(false);
  });

  it("is over with the third wrong code, also in parallel, and the right one is then too late", async () => {
    const answers = await Promise.all([1, 2, 3, 4].map((by) => tryKeyCode(wish, other(by))));
    expect(answers.filter((answer) => !answer.ok && answer.error === "key_code_wrong")).toHaveLength(2);
    expect(await tryKeyCode(wish, code)).toEqual({ ok: false, error: "given_up" });
    expect(await confirmed()).toBe(false);
  });

  it("is too old after ten minutes", async () => {
    moveClock(minutes(10) + 1000);
    expect(await tryKeyCode(wish, code)).toEqual({ ok: false, error: "key_code_wrong" });
  });

  it("is gone when the person skips, whatever was confirmed before", async () => {
    await tryKeyCode(wish, code);
    await giveUpKey(wish.journeyId);
    expect(await confirmed()).toBe(false);
    expect(await tryKeyCode(wish, code)).toEqual({ ok: false, error: "given_up" });
  });

  it("is gone with its printer", async () => {
    await tryKeyCode(wish, code);
    await db().printer.delete({ where: { id: wish.printerId } });
    expect(await confirmed()).toBe(false);
  });

  it("is kept as a keyed digest, and its mail holds no other number of its kind", async () => {
    expect(JSON.stringify(await db().oneTimeCode.findMany())).not.toContain(code);
    const text = listOutbox()[0]?.text ?? "";
    expect(text.match(/\d{6,8}/g)).toEqual([code]);
    expect(text).toContain("OctoPod-1");
  });
});

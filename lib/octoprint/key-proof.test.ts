import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { minutes, moveClock } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { setUpDatabase } from "@/tests/support/database";
import { createPortalSession } from "@/lib/journey/portal-session-store";
import { listOutbox } from "@/lib/mail/outbox";
import { askKeyCode } from "@/lib/octoprint/ask-key-code";
import { giveUpKey, keyIsProven, tryKeyCode, type KeyWish } from "@/lib/octoprint/key-proof-store";

let count = 0;

describe("the proof before an OctoPrint key", () => {
  setUpDatabase();
  let wish: KeyWish;
  let code: string;
  const proven = () => keyIsProven(wish.portalSessionId, wish.printerId);
  const other = (by: number) => String((Number(code) + by) % 1_000_000).padStart(6, "0");

  beforeEach(async () => {
    const email = `owner-${String.fromCharCode(97 + count++)}@example.org`;
    wish = {
      portalSessionId: await createPortalSession("browser", { goal: "app" }),
      printerId: "printer-1",
      keyName: "OctoPod-1",
    };
    expect(await askKeyCode(wish, { email, app: "OctoPod 20261124", printer: "Voron" })).toBe(true);
    code = /^\d{6}/.exec(listOutbox().find((mail) => mail.to === email)?.subject ?? "")?.[0] ?? "";
  });
  afterEach(() => moveClock(0));

  it("is the code that was mailed, once or again", async () => {
    expect(await proven()).toBe(false);
    expect(await tryKeyCode(wish, code)).toEqual({ ok: true });
    expect(await proven()).toBe(true);
    expect(await tryKeyCode(wish, code)).toEqual({ ok: true });
  });

  it("is bound to the journey, the printer and the name", async () => {
    const elsewhere = await createPortalSession("browser", { goal: "app" });
    expect(await tryKeyCode({ ...wish, portalSessionId: elsewhere }, code)).toEqual({ ok: false, error: "given_up" });
    expect(await tryKeyCode({ ...wish, printerId: "printer-2" }, code)).toEqual({ ok: false, error: "given_up" });
    expect(await tryKeyCode({ ...wish, keyName: "Another" }, code)).toEqual({ ok: false, error: "key_code_wrong" });
    expect(await keyIsProven(wish.portalSessionId, "printer-2")).toBe(false);
  });

  it("is over with the third wrong code, also when they come in parallel, and the right one is then too late", async () => {
    const answers = await Promise.all([1, 2, 3, 4].map((by) => tryKeyCode(wish, other(by))));
    expect(answers.filter((answer) => !answer.ok && answer.error === "key_code_wrong")).toHaveLength(2);
    expect(await tryKeyCode(wish, code)).toEqual({ ok: false, error: "given_up" });
    expect(await proven()).toBe(false);
  });

  it("is too old after ten minutes", async () => {
    moveClock(minutes(10) + 1000);
    expect(await tryKeyCode(wish, code)).toEqual({ ok: false, error: "key_code_wrong" });
  });

  it("is gone when the person skips, whatever was proven before", async () => {
    await tryKeyCode(wish, code);
    await giveUpKey(wish.portalSessionId);
    expect(await proven()).toBe(false);
    expect(await tryKeyCode(wish, code)).toEqual({ ok: false, error: "given_up" });
  });

  it("is kept as a keyed digest, and its mail holds no other number of its kind", async () => {
    expect(JSON.stringify(await db().keyProof.findMany())).not.toContain(code);
    const text = listOutbox()[0]?.text ?? "";
    expect(text.match(/\d{6,8}/g)).toEqual([code]);
    expect(text).toContain("OctoPod-1");
  });
});

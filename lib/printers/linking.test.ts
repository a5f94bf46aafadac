import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { minutes, moveClock, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { overrideEnv } from "@/lib/env";
import { answerPrinterInfo } from "@/lib/printers/answer-printer-info";
import { answerShortCode } from "@/lib/printers/answer-short-code";
import { confirmPrinter } from "@/lib/printers/confirm-printer";
import { findPrinterByCode } from "@/lib/printers/find-printer-by-code";
import { getFoundPrinter } from "@/lib/printers/found-printer-store";
import { askCode, call, HOME, pretendConnected } from "@/lib/printers/test-linking";
import { setUpDatabase } from "@/tests/support/database";
import { someAccount, somePrinter } from "@/tests/support/world";

describe("linking a printer", () => {
  setUpDatabase();
  let user: Awaited<ReturnType<typeof someAccount>>;
  let printer: Awaited<ReturnType<typeof somePrinter>>["printer"];
  let octoKey: string;
  let guesser = 0;
  const find = (code: string, userId = user.id, address = `198.51.100.${guesser}`) =>
    findPrinterByCode({ code, userId, address });
  const confirm = (name = "Voron", userId = user.id) =>
    confirmPrinter({ printerId: printer.id, userId, name, address: HOME });
  const connectedWith = (program: "connector" | "plugin") => pretendConnected(printer.publicId, program);
  const newCode = async () =>
    ((await askCode(printer.publicId, octoKey)).body as { Result: { Code: string } }).Result.Code;

  beforeEach(async () => {
    guesser++;
    user = await someAccount();
    ({ printer, octoKey } = await somePrinter());
  });
  afterEach(() => moveClock(0));

  it("takes a code that the printer asked for, and a confirmation with a name", async () => {
    const answer = await askCode(printer.publicId, octoKey, "192.0.2.200");
    expect(answer).toMatchObject({
      status: 200,
      body: { Result: { Code: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/), ValidForSeconds: 900 } },
    });
    const code = (answer.body as { Result: { Code: string } }).Result.Code;
    expect(await find(code.toLowerCase().replace("-", " "))).toEqual({ ok: true, printerId: printer.id });
    expect((await db().printer.findUnique({ where: { id: printer.id } }))?.ownerId).toBeNull();
    expect(await getFoundPrinter(printer.id, user.id)).toMatchObject({
      platform: "octoprint",
      online: true,
      addressEnding: ".20",
    });
    expect(await confirm(" Voron \u0000in the garage ")).toEqual({ ok: true });
    expect(await db().printer.findUnique({ where: { id: printer.id } })).toMatchObject({
      ownerId: user.id,
      name: "Voron in the garage",
    });
    expect(await db().auditLogEntry.count({ where: { userId: user.id, kind: "printer_added" } })).toBe(1);
  });

  it("gives a code to our connector by its key only, also where it is connected from", async () => {
    connectedWith("connector");
    expect((await askCode(printer.publicId)).status).toBe(404);
    expect((await askCode(printer.publicId, "a wrong key")).status).toBe(404);
    expect((await askCode(printer.publicId, octoKey)).status).toBe(200);
  });

  it("gives an older plugin, which sends no key, the code from where it is and soon after it connected", async () => {
    overrideEnv({ pluginCodesByAddress: true });
    connectedWith("plugin");
    expect((await askCode(printer.publicId, undefined, "198.51.100.200")).status).toBe(404);
    const code = ({ body }: Awaited<ReturnType<typeof askCode>>) => (body as { Result: { Code: string } }).Result.Code;
    // Its service asks, and then its installer: neither takes the code from the other.
    const service = code(await askCode(printer.publicId));
    expect(code(await askCode(printer.publicId))).toBe(service);
    expect(await find(service)).toMatchObject({ ok: true });
    await db().printer.update({
      where: { id: printer.id },
      data: { lastConnectedAt: new Date(now().getTime() - minutes(5)) },
    });
    expect((await askCode(printer.publicId)).status).toBe(404);
  });

  it("gives it none unless the operator switched that on: behind one address are many", async () => {
    connectedWith("plugin");
    overrideEnv({ pluginCodesByAddress: false });
    const refused = await askCode(printer.publicId);
    expect(refused.status).toBe(404);
    // Its installer prints no code then: the sentence, and the page it leads to, say where the code is read.
    expect((refused.body as { Error: string }).Error).toMatch(/printer’s own page or in the log .*\/getstarted$/);
    expect((await askCode(printer.publicId, octoKey)).status).toBe(200);
  });

  it("believes no address behind a proxy that nobody named", async () => {
    overrideEnv({ pluginCodesByAddress: true });
    connectedWith("plugin");
    overrideEnv({ mode: "production", trustedProxies: [] });
    const refused = (await askCode(printer.publicId)).status;
    overrideEnv({ trustedProxies: ["127.0.0.1"] });
    const answered = (await askCode(printer.publicId)).status;
    overrideEnv({ mode: "evaluation", trustedProxies: [] });
    expect([refused, answered]).toEqual([404, 200]);
  });

  it.each<[string, unknown, number]>([
    ["not JSON", "garbage", 400],
    ["no type", { PrinterId: "P".repeat(60) }, 400],
    ["another type", { Type: 2, PrinterId: "P".repeat(60) }, 400],
    ["an id that is none", { Type: 1, PrinterId: "../../etc" }, 404],
    ["a printer that never was", { Type: 1, PrinterId: "P".repeat(60) }, 404],
  ])("gives no code for %s", async (_, body, status) => {
    expect((await answerShortCode(call(body))).status).toBe(status);
  });

  it("gives no code for a printer that is offline or owned, in the same words as for none", async () => {
    const none = await askCode("P".repeat(60), octoKey);
    await db().printer.update({ where: { id: printer.id }, data: { onlineSince: null } });
    expect(await askCode(printer.publicId, octoKey)).toEqual(none);
    await db().printer.update({ where: { id: printer.id }, data: { onlineSince: now(), ownerId: user.id } });
    expect(await askCode(printer.publicId, octoKey)).toEqual(none);
  });

  it("ends with the code after 15 minutes, also for who has found the printer", async () => {
    const code = await newCode();
    await find(code);
    moveClock(minutes(15) + 1000);
    expect(await find(code)).toMatchObject({ ok: false });
    expect(await confirm()).toEqual({ ok: false, error: "printer_gone" });
  });

  it("is for one account only, also when ten type the code at once", async () => {
    const code = await newCode();
    const people = await Promise.all(Array.from({ length: 10 }, () => someAccount()));
    const answers = await Promise.all(people.map((person, index) => find(code, person.id, `192.0.2.${index}`)));
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    const claims = await Promise.all(people.map((person) => confirm("Mine", person.id)));
    expect(claims.filter((answer) => answer.ok)).toHaveLength(1);
  });

  it("refuses the sixth guess even if right; malformed ones count, and other addresses share the budget", async () => {
    const code = await newCode();
    for (const [index, guess] of ["BCDF-GHJK", "", "not a code", "1234-5678", "BCDFGHJKLMN"].entries()) {
      expect(await find(guess, user.id, `192.0.2.${100 + index}`)).toEqual({ ok: false, error: "linking_code_wrong" });
    }
    expect(await find(code, user.id, "192.0.2.150")).toMatchObject({
      ok: false,
      error: "linking_code_too_many",
      retryAfterSeconds: expect.any(Number),
    });
    expect(await db().auditLogEntry.count({ where: { userId: user.id, kind: "limit_hit" } })).toBe(1);
  });

  it("does not refill the budget of a guesser who owns a printer of his own", async () => {
    const own = await newCode();
    for (let index = 0; index < 5; index++) {
      await find("BCDF-GHJK");
      if (index < 4) expect(await find(own)).toMatchObject({ ok: true });
    }
    expect(await find(own)).toMatchObject({ ok: false, error: "linking_code_too_many" });
  });

  it("keeps codes as keyed digests, and sealed", async () => {
    const code = await newCode();
    const kept = JSON.stringify(await db().linkingCode.findMany());
    for (const text of [code, code.replace("-", "")])
      for (const form of [text, Buffer.from(text).toString("base64")]) expect(kept).not.toContain(form);
  });

  it("never happens by an id or a network address", async () => {
    expect(await confirm()).toEqual({ ok: false, error: "printer_gone" });
    await newCode();
    expect(await confirm()).toEqual({ ok: false, error: "printer_gone" });
  });

  it("wants a name", async () => {
    await find(await newCode());
    expect(await confirm(" \u200b ")).toEqual({ ok: false, error: "printer_name_missing" });
  });

  it("tells the printer, and nobody else, whether it has an owner", async () => {
    expect(await answerPrinterInfo(call({ Id: printer.publicId, OctoKey: octoKey }))).toMatchObject({
      status: 200,
      body: { Result: { HasOwners: false, Name: "" } },
    });
    await db().printer.update({ where: { id: printer.id }, data: { ownerId: user.id, name: "Voron" } });
    expect(await answerPrinterInfo(call({ Id: printer.publicId, OctoKey: octoKey }))).toMatchObject({
      body: { Result: { HasOwners: true, Name: "Voron" } },
    });
    expect((await answerPrinterInfo(call({ Id: printer.publicId }))).status).toBe(404);
  });
});

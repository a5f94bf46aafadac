import { afterEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { isConnectedFrom } from "@/lib/gateway/is-connected-from";
import { answerShortCode } from "@/lib/printers/answer-short-code";
import { confirmPrinter } from "@/lib/printers/confirm-printer";
import { findPrinterByCode } from "@/lib/printers/find-printer-by-code";
import { sendCodeToPrinter } from "@/lib/printers/send-code-to-printer";
import { randomToken } from "@/lib/random";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { hello, newPublicId, TestPrinter, until } from "@/tests/support/plugin";
import { someAccount } from "@/tests/support/world";

const HERE = "203.0.113.7";

describe("several machines that say one printer's id, while it has no owner", () => {
  setUpDatabase();
  const portal = setUpGateway();
  const open: TestPrinter[] = [];
  afterEach(async () => {
    for (const printer of open.splice(0)) printer.socket.terminate();
  });

  /** A machine with a key of its own. */
  class Machine {
    readonly greeting;
    octoKey = "";
    printer!: TestPrinter;

    constructor(readonly publicId: string) {
      this.greeting = hello({ printerId: publicId, privateKey: randomToken(80) });
    }

    async connect(): Promise<boolean> {
      const { printer, reply } = await TestPrinter.shake(portal.origin, this.greeting);
      open.push(printer);
      this.printer = printer;
      this.octoKey = reply.octoKey ?? "";
      return reply.accepted ?? false;
    }

    async code(): Promise<string> {
      const body = Buffer.from(JSON.stringify({ Type: 1, PrinterId: this.publicId, OctoKey: this.octoKey }));
      const call = { method: "POST", path: "", query: new URLSearchParams(), headers: {}, body };
      const answer = await answerShortCode({ ...call, address: HERE, relayLabel: undefined });
      return (answer.body as { Result: { Code: string } }).Result.Code;
    }
  }

  const link = async (code: string, userId: string) => {
    const found = await findPrinterByCode({ code, userId, address: HERE });
    if (!found.ok) return found;
    return confirmPrinter({ printerId: found.printerId, userId, name: "Voron", address: HERE });
  };

  it("are all let in, each with a code of its own, in whatever order and many at once", async () => {
    const publicId = newPublicId();
    const machines = Array.from({ length: 6 }, () => new Machine(publicId));
    expect(await Promise.all(machines.map((machine) => machine.connect()))).toEqual(Array(6).fill(true));
    const codes = await Promise.all(machines.map((machine) => machine.code()));
    expect(new Set(codes).size).toBe(6);
    // And when they come back.
    for (const machine of machines) expect(await machine.connect()).toBe(true);
    expect(await db().printer.count({ where: { publicId: { startsWith: publicId } } })).toBe(6);
  });

  it.each([
    ["that came first", 0],
    ["that came second", 1],
  ])("the one %s gets the id with its code, and only that one is connected under it", async (_, winner) => {
    const publicId = newPublicId();
    const machines = [new Machine(publicId), new Machine(publicId)];
    for (const machine of machines) await machine.connect();
    const [real, stranger] = [machines[winner] as Machine, machines[1 - winner] as Machine];
    const owner = await someAccount();
    const [code, strangersCode] = [await real.code(), await stranger.code()];
    expect(await link(code, owner.id)).toEqual({ ok: true });
    await stranger.printer.closed;
    expect(await stranger.connect()).toBe(false);
    if (winner === 1) await real.printer.closed;
    if (winner === 1) expect(await real.connect()).toBe(true);
    expect(isConnectedFrom(publicId)?.linkId).toBe((await db().printer.findUnique({ where: { publicId } }))?.linkId);
    expect(await db().printer.findMany({ where: { publicId: { startsWith: publicId } } })).toMatchObject([
      { publicId, ownerId: owner.id },
    ]);
    expect(await link(strangersCode, (await someAccount()).id)).toMatchObject({ ok: false });
  });

  it("are one printer's in the end, also when both are added at once", async () => {
    for (let round = 0; round < 5; round++) {
      const publicId = newPublicId();
      const machines = [new Machine(publicId), new Machine(publicId)];
      for (const machine of machines) await machine.connect();
      const codes = await Promise.all(machines.map((machine) => machine.code()));
      const owners = [await someAccount(), await someAccount()];
      await Promise.allSettled(codes.map((code, index) => link(code, owners[index]?.id ?? "")));
      const rows = await db().printer.findMany({ where: { publicId: { startsWith: publicId } } });
      expect(rows.filter(({ ownerId }) => ownerId !== null).map((row) => row.publicId)).toEqual([publicId]);
    }
  });

  it("each show a code when one is asked for by the id", async () => {
    const publicId = newPublicId();
    const machines = [new Machine(publicId), new Machine(publicId)];
    for (const machine of machines) await machine.connect();
    await sendCodeToPrinter(publicId, HERE);
    for (const { printer } of machines)
      await until("its code is shown", () => printer.messages.some(({ type }) => type === "UiPopup"));
  });
});

import { afterEach, describe, expect, it } from "vitest";
import { hours, moveClock } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { sweepUnownedPrinters } from "@/lib/gateway/links/sweep-unowned-printers";
import { openStream } from "@/lib/gateway/open-stream";
import { findPrinterByCode } from "@/lib/printers/find-printer-by-code";
import { getFoundPrinter } from "@/lib/printers/found-printer-store";
import { isPublicId } from "@/lib/printers/public-id";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { addByCode, Machine } from "@/tests/support/machine";
import { newPublicId, until } from "@/tests/support/plugin";
import { someAccount } from "@/tests/support/world";

const NOBODY = { onHead: () => undefined, onData: () => undefined, onEnd: () => undefined, onError: () => undefined };

const unownedOrOwned = ["unowned", "owned"] as const;
const presences = ["online", "offline"] as const;

describe("a printer whose id somebody else says", () => {
  setUpDatabase();
  const portal = setUpGateway();
  const machines: Machine[] = [];
  afterEach(() => {
    moveClock(0);
    for (const { printer } of machines.splice(0)) printer.socket.terminate();
  });

  const machineOf = async (publicId: string, privateKey?: string) => {
    const machine = new Machine(portal.origin, publicId, privateKey);
    machines.push(machine);
    expect(await machine.connect()).toBe(true);
    return machine;
  };
  const leave = async (machine: Machine) => {
    await machine.printer.close();
    await until("it is offline", async () => (await machine.row())?.onlineSince === null);
  };
  /** A printer in one of the states. @returns it, and its owner's id */
  const realOne = async (owned: boolean, online: boolean) => {
    const real = await machineOf(newPublicId());
    const owner = owned ? (await someAccount()).id : null;
    if (owner) expect(await addByCode(await real.code(), owner)).toEqual({ ok: true });
    if (!online) await leave(real);
    return { real, owner, before: await real.row() };
  };
  /** What is sent to the id that a machine has here reaches this machine, and none of the others. */
  const expectReached = async (machine: Machine, others: Machine[]) => {
    const { publicId } = (await machine.row())!;
    const url = `/${crypto.randomUUID()}`;
    const get = { kind: "http", method: "GET", publicHost: "p.example.test", headers: [], bodySize: 0 } as const;
    expect(openStream(publicId, { ...get, url, headers: [] }, NOBODY).ok).toBe(true);
    const got = ({ printer }: Machine) => JSON.stringify(printer.messages, safely).includes(url);
    await until("it is asked", () => got(machine));
    expect(others.map(got)).toEqual(others.map(() => false));
  };
  const safely = (_: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);

  describe.each(unownedOrOwned)("that is %s", (ownership) => {
    describe.each(presences)("and %s", (presence) => {
      const state = () => realOne(ownership === "owned", presence === "online");

      it("is itself to whoever has its key: the newest connection has its place", async () => {
        const { real, owner, before } = await state();
        const again = await machineOf(real.publicId, real.greeting.privateKey);
        if (presence === "online") await real.printer.closed;
        expect(again.isLinked).toBe(ownership === "owned");
        expect(await again.row()).toMatchObject({ id: before?.id, publicId: real.publicId, ownerId: owner });
        expect(await db().printer.count({ where: { saidId: real.publicId } })).toBe(0);
        await expectReached(again, []);
      });

      it("stays as it is when another key comes: that is a claim with a code of its own", async () => {
        const { real, before } = await state();
        const stranger = await machineOf(real.publicId);
        expect(stranger.isLinked).toBe(false);
        expect(await real.row()).toEqual({ ...before, lastSeenAt: expect.any(Date) });
        expect(real.isConnected).toBe(presence === "online");
        const claim = await stranger.row();
        expect(claim).toMatchObject({ saidId: real.publicId, ownerId: null });
        expect(isPublicId(claim?.publicId)).toBe(true);
        await expectReached(stranger, [real]);
        if (presence === "online") await expectReached(real, [stranger]);
        const code = await stranger.code();
        if (presence === "offline") await real.connect();
        expect(await real.findCode()).not.toBe(code);
        expect(real.isLinked).toBe(presence === "offline" && ownership === "owned");
      });

      it("keeps its place, or its owner and its id, when the stranger's machine is added to an account", async () => {
        const { real, owner, before } = await state();
        const stranger = await machineOf(real.publicId);
        const mallory = await someAccount();
        expect(await addByCode(await stranger.code(), mallory.id)).toEqual({ ok: true });
        expect(real.isConnected).toBe(presence === "online");
        expect(await stranger.row()).toMatchObject({ ownerId: mallory.id });
        expect(await real.row()).toMatchObject({ id: before?.id, ownerId: owner, linkId: before?.linkId });
        if (presence === "online") await expectReached(real, [stranger]);
        // And whenever it comes back.
        for (let i = 0; i < 2; i++) expect(await real.connect()).toBe(true);
        expect(real.isLinked).toBe(ownership === "owned");
        const users = ownership === "owned" ? { real: owner } : { real: (await someAccount()).id };
        if (ownership === "unowned") expect(await addByCode(await real.code(), users.real!)).toEqual({ ok: true });
        const [mine, theirs] = [await real.row(), await stranger.row()];
        expect(mine).toMatchObject({ id: before?.id, ownerId: users.real });
        expect(theirs).toMatchObject({ ownerId: mallory.id });
        const keepsId = ownership === "owned" ? mine : theirs;
        expect(keepsId?.publicId).toBe(real.publicId);
        for (const row of [mine, theirs]) expect(isPublicId(row?.publicId)).toBe(true);
        await expectReached(real, [stranger]);
        await expectReached(stranger, [real]);
      });
    });
  });

  it("comes back for a code of its own after it was forgotten, and the stranger's has an owner by then", async () => {
    const { real } = await realOne(false, false);
    moveClock(hours(25));
    await sweepUnownedPrinters();
    expect(await real.row()).toBeNull();
    const stranger = await machineOf(real.publicId);
    const mallory = await someAccount();
    expect(await addByCode(await stranger.code(), mallory.id)).toEqual({ ok: true });
    expect(await stranger.row()).toMatchObject({ publicId: real.publicId });
    expect(await real.connect()).toBe(true);
    const owner = await someAccount();
    expect(await addByCode(await real.code(), owner.id)).toEqual({ ok: true });
    expect(await real.connect()).toBe(true);
    expect(real.isLinked).toBe(true);
    await expectReached(real, [stranger]);
    await expectReached(stranger, [real]);
  });

  it("is said to be not alone where either is about to be added, and is not said so otherwise", async () => {
    const user = await someAccount();
    const found = async (machine: Machine) => {
      const entered = await findPrinterByCode({ code: await machine.code(), userId: user.id, address: "203.0.113.7" });
      return entered.ok && (await getFoundPrinter(entered.printerId, user.id))?.contested;
    };
    const { real } = await realOne(false, true);
    expect(await found(real)).toBe(false);
    const stranger = await machineOf(real.publicId);
    expect([await found(real), await found(stranger)]).toEqual([true, true]);
  });

  it("that keeps an id of its own is not to be had by who says that id", async () => {
    const { real } = await realOne(true, true);
    const second = await machineOf(real.publicId);
    const { publicId: ownId } = (await second.row())!;
    const thief = await machineOf(ownId);
    expect(await addByCode(await thief.code(), (await someAccount()).id)).toEqual({ ok: true });
    expect(await second.row()).toMatchObject({ publicId: ownId, ownerId: null });
    expect((await thief.row())?.publicId).not.toBe(ownId);
    await expectReached(second, [thief, real]);
    await expectReached(thief, [second, real]);
  });
});

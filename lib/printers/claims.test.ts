import { afterEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { isConnectedFrom } from "@/lib/gateway/is-connected-from";
import { saying } from "@/lib/gateway/links/own-id";
import { inTurnOf } from "@/lib/gateway/links/turns-of-ids";
import { moveLinks, moveLinksBack } from "@/lib/gateway/move-links";
import { isPublicId } from "@/lib/printers/public-id";
import { sendCodeToPrinter } from "@/lib/printers/send-code-to-printer";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { addByCode, Machine } from "@/tests/support/machine";
import { newPublicId, until } from "@/tests/support/plugin";
import { someAccount } from "@/tests/support/world";

const rowsOf = (publicId: string) => db().printer.findMany({ where: saying(publicId) });

describe("several machines that say one printer's id, while it has no owner", () => {
  setUpDatabase();
  const portal = setUpGateway();
  const machines: Machine[] = [];
  const machineOf = (publicId: string) => {
    const machine = new Machine(portal.origin, publicId);
    machines.push(machine);
    return machine;
  };
  afterEach(() => {
    for (const { printer } of machines.splice(0)) printer.socket.terminate();
  });

  it("are all let in, each with a code of its own, in whatever order and many at once", async () => {
    const publicId = newPublicId();
    const six = Array.from({ length: 6 }, () => machineOf(publicId));
    expect(await Promise.all(six.map((machine) => machine.connect()))).toEqual(Array(6).fill(true));
    const codes = await Promise.all(six.map((machine) => machine.code()));
    expect(new Set(codes).size).toBe(6);
    // And when they come back.
    for (const machine of six) expect(await machine.connect()).toBe(true);
    expect(await Promise.all(six.map((machine) => machine.code()))).toEqual(codes);
    expect(await rowsOf(publicId)).toHaveLength(6);
  });

  it.each([
    ["that came first", 0],
    ["that came second", 1],
  ])("the one %s gets the id with its code, and the other one keeps its own place and code", async (_, winner) => {
    const publicId = newPublicId();
    const both = [machineOf(publicId), machineOf(publicId)];
    for (const machine of both) await machine.connect();
    const [real, stranger] = [both[winner] as Machine, both[1 - winner] as Machine];
    const owner = await someAccount();
    const [code, strangersCode] = [await real.code(), await stranger.code()];
    expect(await addByCode(code, owner.id)).toEqual({ ok: true });
    expect([real.isConnected, stranger.isConnected]).toEqual([true, true]);
    expect(await real.row()).toMatchObject({ publicId, saidId: null, ownerId: owner.id });
    const beside = await stranger.row();
    expect(beside).toMatchObject({ saidId: publicId, ownerId: null });
    expect(isPublicId(beside?.publicId)).toBe(true);
    expect(isConnectedFrom(publicId)?.linkId).toBe((await real.row())?.linkId);
    expect(isConnectedFrom(beside!.publicId)?.linkId).toBe(beside?.linkId);
    expect(await stranger.connect()).toBe(true);
    expect(await stranger.code()).toBe(strangersCode);
    expect(await real.connect()).toBe(true);
    expect([real.isLinked, stranger.isLinked]).toEqual([true, false]);
    expect(isConnectedFrom(publicId)?.linkId).toBe((await real.row())?.linkId);

    const another = await someAccount();
    expect(await addByCode(strangersCode, another.id)).toEqual({ ok: true });
    expect(await stranger.row()).toMatchObject({ publicId: beside?.publicId, ownerId: another.id });
    expect(await real.row()).toMatchObject({ publicId, ownerId: owner.id });
    expect([real.isConnected, stranger.isConnected]).toEqual([true, true]);
  });

  it("are each their own account's in the end, also when all are added at once: one has the id", async () => {
    for (let round = 0; round < 5; round++) {
      const publicId = newPublicId();
      const three = [machineOf(publicId), machineOf(publicId), machineOf(publicId)];
      for (const machine of three) await machine.connect();
      const codes = await Promise.all(three.map((machine) => machine.code()));
      const owners = await Promise.all(three.map(() => someAccount()));
      const added = await Promise.all(codes.map((code, index) => addByCode(code, owners[index]?.id ?? "")));
      expect(added).toEqual(Array(3).fill({ ok: true }));
      const rows = await Promise.all(three.map((machine) => machine.row()));
      expect(rows.map((row) => row?.ownerId)).toEqual(owners.map(({ id }) => id));
      expect(rows.filter((row) => row?.publicId === publicId)).toHaveLength(1);
      for (const row of rows) expect(isConnectedFrom(row!.publicId)?.linkId).toBe(row?.linkId);
    }
  });

  it("are where their rows are also when they come back while one of them is added", async () => {
    for (let round = 0; round < 8; round++) {
      const publicId = newPublicId();
      const three = [machineOf(publicId), machineOf(publicId), machineOf(publicId)];
      for (const machine of three) await machine.connect();
      const owner = await someAccount();
      const code = await three[2]!.code();
      const [added] = await Promise.all([
        addByCode(code, owner.id),
        ...[0, 1, 2, 0, 1, 2].map((index) => three[index]!.connect()),
      ]);
      expect(added).toEqual({ ok: true });
      for (const machine of three) {
        const row = await machine.row();
        expect(isConnectedFrom(row!.publicId)?.linkId).toBe(row?.linkId);
      }
      expect(await three[2]!.row()).toMatchObject({ publicId, ownerId: owner.id });
    }
  });

  it("are not given ids while one of them is on its way in: it would be held under one that is another's", async () => {
    const publicId = newPublicId();
    const [first, second] = [machineOf(publicId), machineOf(publicId)];
    for (const machine of [first, second]) await machine.connect();
    const owner = await someAccount();
    const code = await second.code();
    let leave = () => {};
    const onItsWay = inTurnOf(publicId, () => new Promise<void>((resolve) => (leave = resolve)));
    const adding = addByCode(code, owner.id);
    await until(
      "the code is entered",
      async () => (await db().linkingCode.count({ where: { foundById: owner.id } })) > 0,
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await first.row()).toMatchObject({ publicId, ownerId: null });
    leave();
    await onItsWay;
    expect(await adding).toEqual({ ok: true });
    expect(await second.row()).toMatchObject({ publicId, ownerId: owner.id });
  });

  it("are where they were when nothing comes of giving them ids", async () => {
    const publicId = newPublicId();
    const [first, second] = [machineOf(publicId), machineOf(publicId)];
    for (const machine of [first, second]) await machine.connect();
    const [one, two] = [(await first.row())!, (await second.row())!];
    const moves = [
      { from: two.publicId, to: publicId },
      { from: publicId, to: "an id of its own" },
    ];
    moveLinks(moves);
    expect(isConnectedFrom(publicId)?.linkId).toBe(two.linkId);
    expect(isConnectedFrom("an id of its own")?.linkId).toBe(one.linkId);
    moveLinksBack(moves);
    for (const row of [one, two]) expect(isConnectedFrom(row.publicId)?.linkId).toBe(row.linkId);
    expect(isConnectedFrom("an id of its own")).toBeUndefined();
  });

  it("each show a code when one is asked for by the id", async () => {
    const publicId = newPublicId();
    const both = [machineOf(publicId), machineOf(publicId)];
    for (const machine of both) await machine.connect();
    await sendCodeToPrinter(publicId, "203.0.113.7");
    for (const { printer } of both)
      await until("its code is shown", () => printer.messages.some(({ type }) => type === "UiPopup"));
  });
});

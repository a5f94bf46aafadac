import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { overrideEnv } from "@/lib/env";
import { isConnectedFrom } from "@/lib/gateway/is-connected-from";
import { openStream } from "@/lib/gateway/open-stream";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { hello, TestPrinter, until } from "@/tests/support/plugin";

const NOBODY = { onHead: () => undefined, onData: () => undefined, onEnd: () => undefined, onError: () => undefined };
const GET = { kind: "http", method: "GET", url: "/", publicHost: "p1.example.test", headers: [], bodySize: 0 } as const;

describe("printers without an owner", () => {
  setUpDatabase();
  const portal = setUpGateway({ refreshMs: 200 });
  const open: TestPrinter[] = [];
  const shake = async (greeting = hello()) => {
    const shaken = await TestPrinter.shake(portal.origin, greeting);
    open.push(shaken.printer);
    return { ...shaken, publicId: greeting.printerId! };
  };
  afterEach(async () => {
    overrideEnv({ mode: "evaluation" });
    for (const { socket } of open) socket.terminate();
    await Promise.all(open.splice(0).map((printer) => printer.closed));
  });

  it("cannot keep a large unfinished message in our memory, until they are asked something", async () => {
    const [unasked, asked] = [await shake(), await shake()];
    expect(openStream(asked.publicId, { ...GET, headers: [] }, NOBODY).ok).toBe(true);
    for (const { printer } of [unasked, asked]) printer.socket.send(Buffer.alloc(1_000_000), { fin: false });
    await until("the first is gone", () => !isConnectedFrom(unasked.publicId));
    expect(isConnectedFrom(asked.publicId)).toBeDefined();
  });

  it("that were removed from their account by another server are told, so that they come back for a code", async () => {
    const owner = await db().user.create({ data: { email: "former-owner@example.test" } });
    const greeting = hello();
    await (await shake(greeting)).printer.close();
    await db().printer.update({ where: { publicId: greeting.printerId! }, data: { ownerId: owner.id } });
    const { printer } = await shake(greeting);
    const said = once(printer.socket, "close") as Promise<[number, Buffer]>;
    await db().printer.update({ where: { publicId: greeting.printerId! }, data: { ownerId: null } });
    const [code, reason] = await said;
    expect([code, reason.toString()]).toEqual([1001, "unlinked"]);
    const { reply } = await shake(greeting);
    expect([reply.accepted, reply.connectedAccounts ?? []]).toEqual([true, []]);
  });

  it("have twenty places for each network; owned ones need none, and a claimed one gives its place back", async () => {
    overrideEnv({ mode: "production" });
    const owner = await db().user.create({ data: { email: "owner@example.test" } });
    const owned = hello();
    await (await shake(owned)).printer.close();
    await db().printer.update({ where: { publicId: owned.printerId! }, data: { ownerId: owner.id } });
    const first = await shake();
    for (let i = 1; i < 20; i++) expect((await shake()).reply.accepted).toBe(true);

    const refused = await shake();
    expect(refused.reply).toMatchObject({
      accepted: false,
      backoffSeconds: 60,
      error: expect.stringMatching(/Too many connections/),
    });
    expect(await db().printer.count({ where: { publicId: refused.publicId } })).toBe(0);
    expect((await shake(owned)).reply.accepted).toBe(true);

    await db().printer.update({ where: { publicId: first.publicId }, data: { ownerId: owner.id } });
    await until("a place is free again", async () => (await shake()).reply.accepted);
    expect((await shake()).reply.accepted).toBe(false);
  });
});

import { readFileSync } from "node:fs";
import path from "node:path";
import { WebSocket } from "ws";
import { afterEach, describe, expect, it } from "vitest";
import { days, hours, moveClock, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { setUpDatabase } from "@/tests/support/database";
import { digest } from "@/lib/digest";
import { isConnectedFrom } from "@/lib/gateway/is-connected-from";
import { showPopup } from "@/lib/gateway/show-popup";
import { sweepUnownedPrinters } from "@/lib/gateway/links/sweep-unowned-printers";
import { setUpGateway } from "@/tests/support/gateway";
import { hello, newPublicId, testChallenge, TestPrinter, until, type Hello } from "@/tests/support/plugin";
import { isOnline } from "@/lib/gateway/is-online";
import { randomToken } from "@/lib/random";

const row = (publicId: string) => db().printer.findUnique({ where: { publicId } });
const online = async (publicId: string) => {
  const found = await row(publicId);
  return found !== null && isOnline(found, now());
};

describe("the printer gateway", () => {
  setUpDatabase();
  const portal = setUpGateway({ handshakeMs: 3000, goodbyeMs: 200, pingMs: 200, silentMs: 1500, refreshMs: 200 });
  afterEach(() => moveClock(0));

  it("accepts a printer, proves itself and writes the printer's presence", async () => {
    const { text, encrypted } = testChallenge();
    const greeting = hello({ rsaChallenge: encrypted, deviceId: "linux-mi-1", isCompanion: true });
    const { printer, reply } = await TestPrinter.shake(portal.origin, greeting);
    expect(reply).toMatchObject({
      accepted: true,
      rsaChallengeResult: text,
      connectedAccounts: undefined,
      requiresRekey: false,
    });
    const found = await row(greeting.printerId!);
    expect(found).toMatchObject({
      keyDigest: digest(greeting.privateKey!),
      octoKeyDigest: digest(reply.octoKey!),
      deviceDigest: digest("linux-mi-1"),
      lanIp: "192.168.1.20",
      lanHttpPort: 80,
      networkAddress: "127.0.0.1",
      platform: 1,
      deviceOs: 1,
      isCompanion: true,
      pluginVersion: "5.3.1",
      ownerId: null,
      lastDisconnectedAt: null,
    });
    expect(await online(greeting.printerId!)).toBe(true);
    expect(isConnectedFrom(greeting.printerId!)).toEqual({ linkId: found?.linkId, address: "127.0.0.1" });
    await printer.close();
    await until("the printer is offline", async () => !(await online(greeting.printerId!)));
    expect(await row(greeting.printerId!)).toMatchObject({
      onlineSince: null,
      linkId: null,
      lastDisconnectedAt: expect.any(Date),
    });
    expect(isConnectedFrom(greeting.printerId!)).toBeUndefined();
  });

  it("says that a printer is linked with one placeholder, never with an address", async () => {
    const greeting = hello();
    const first = await TestPrinter.shake(portal.origin, greeting);
    await first.printer.close();
    const owner = await db().user.create({ data: { email: "owner@example.test" } });
    await db().printer.update({ where: { publicId: greeting.printerId! }, data: { ownerId: owner.id } });
    const { printer, reply } = await TestPrinter.shake(portal.origin, greeting);
    expect(reply.connectedAccounts).toEqual(["linked"]);
    await printer.close();
  });

  it("gives out a new octo_key at every handshake and stores only its digest", async () => {
    const greeting = hello();
    const first = await TestPrinter.shake(portal.origin, greeting);
    await first.printer.close();
    const second = await TestPrinter.shake(portal.origin, greeting);
    expect(second.reply.octoKey).toMatch(/^[A-Za-z0-9]{22,}$/);
    expect(second.reply.octoKey).not.toBe(first.reply.octoKey);
    expect((await row(greeting.printerId!))?.octoKeyDigest).toBe(digest(second.reply.octoKey!));
    await second.printer.close();
  });

  it("refuses a known id with another key, says why and for how long", async () => {
    const greeting = hello();
    const { printer } = await TestPrinter.shake(portal.origin, greeting);
    const thief = await TestPrinter.shake(
      portal.origin,
      hello({ printerId: greeting.printerId!, privateKey: randomToken(80) }),
    );
    expect(thief.reply).toMatchObject({ accepted: false, octoKey: undefined, rsaChallengeResult: undefined });
    expect(thief.reply.error).toMatch(/another private key/);
    expect(thief.reply.backoffSeconds).toBeGreaterThan(0);
    expect(await online(greeting.printerId!)).toBe(true);
    expect(printer.socket.readyState).toBe(WebSocket.OPEN);
    await thief.printer.closed;
    await printer.close();
  });

  it("lets the newest connection win, and an older one that closes late does not take the printer offline", async () => {
    const greeting = hello();
    const older = await TestPrinter.shake(portal.origin, greeting);
    const newer = await TestPrinter.shake(portal.origin, greeting);
    await older.printer.closed;
    const linkId = (await row(greeting.printerId!))?.linkId;
    expect(isConnectedFrom(greeting.printerId!)?.linkId).toBe(linkId);
    expect(await online(greeting.printerId!)).toBe(true);
    await newer.printer.close();
  });

  describe("two machines with one identity", () => {
    const machine = (greeting: Hello, deviceId?: string) =>
      TestPrinter.shake(portal.origin, { ...greeting, ...(deviceId && { deviceId }) });
    const popups = (printer: TestPrinter) => printer.messages.filter((message) => message.type === "UiPopup");

    it("are told apart: the second is refused for a while, and the first stays and hears of it, once an hour", async () => {
      const greeting = hello();
      const first = await machine(greeting, "device-1");
      for (let i = 0; i < 3; i++) {
        const copy = await machine(greeting, "device-2");
        expect(copy.reply).toMatchObject({
          accepted: false,
          backoffSeconds: 300,
          requiresRekey: false,
          octoKey: undefined,
        });
        expect(copy.reply.error).toMatch(/Another machine with this printer's identity/);
        await copy.printer.closed;
      }
      expect(await first.printer.next("UiPopup")).toMatchObject({ title: "A copy of this printer tried to connect" });
      expect(first.printer.socket.readyState).toBe(WebSocket.OPEN);
      expect(await row(greeting.printerId!)).toMatchObject({ deviceDigest: digest("device-1") });
      expect(popups(first.printer)).toHaveLength(1);
      moveClock(hours(1) + 1000);
      await db().printer.update({ where: { publicId: greeting.printerId! }, data: { lastSeenAt: now() } });
      await (
        await machine(greeting, "device-2")
      ).printer.closed;
      await until("it hears of it again", () => popups(first.printer).length === 2);
      await first.printer.close();
    });

    it("take turns: the second is welcome once the first is gone", async () => {
      const greeting = hello();
      const first = await machine(greeting, "device-1");
      await first.printer.close();
      await until("the first is offline", async () => !(await online(greeting.printerId!)));
      const second = await machine(greeting, "device-2");
      expect(second.reply.accepted).toBe(true);
      await second.printer.close();
    });

    it.each<[string, string | undefined, string | undefined]>([
      ["the same machine that comes back", "device-1", "device-1"],
      ["a machine that does not say which it is", "device-1", undefined],
      ["any machine, where the first did not say", undefined, "device-2"],
    ])("are not: %s wins at once", async (_, before, after) => {
      const greeting = hello();
      const first = await machine(greeting, before);
      const second = await machine(greeting, after);
      expect(second.reply.accepted).toBe(true);
      await first.printer.closed;
      await second.printer.close();
    });

    it("are not of interest where the key is another one: that is said instead", async () => {
      const greeting = hello();
      const first = await machine(greeting, "device-1");
      const thief = await machine({ ...greeting, privateKey: randomToken(80) }, "device-2");
      expect(thief.reply.error).toMatch(/another private key/);
      expect(popups(first.printer)).toEqual([]);
      await first.printer.close();
    });
  });

  it("keeps database and registry of one mind when a printer connects many times at once", async () => {
    const greeting = hello();
    const printers = await Promise.all(Array.from({ length: 8 }, () => TestPrinter.shake(portal.origin, greeting)));
    await until(
      "one connection is left",
      () => printers.filter(({ printer }) => printer.socket.readyState === WebSocket.OPEN).length === 1,
    );
    expect(isConnectedFrom(greeting.printerId!)?.linkId).toBe((await row(greeting.printerId!))?.linkId);
    expect(await db().printer.count({ where: { publicId: greeting.printerId! } })).toBe(1);
    await Promise.all(printers.map(({ printer }) => printer.close()));
  });

  it.each([
    ["a secondary connection", { isPrimary: false }, /main connection/],
    ["an id that is too short", { printerId: "A".repeat(39) }, /printer id/],
    ["an id with other signs", { printerId: `${"A".repeat(50)}-${"B".repeat(5)}` }, /printer id/],
    ["a key that is too short", { privateKey: "k".repeat(79) }, /private key/],
    ["a challenge of the wrong length", { rsaChallenge: new Uint8Array(256) }, /another service/],
    ["another key version", { rsaKeyVersion: 2 }, /another service/],
    ["a challenge that is not one", { rsaChallenge: new Uint8Array(512).fill(1) }, /another service/],
    ["a challenge larger than the modulus", { rsaChallenge: new Uint8Array(512).fill(255) }, /another service/],
    [
      "a challenge with another text than 64 letters and digits",
      { rsaChallenge: testChallenge("short").encrypted },
      /another service/,
    ],
  ])("refuses %s with a sentence and a backoff", async (_, change, sentence) => {
    const greeting = hello(change);
    const { printer, reply } = await TestPrinter.shake(portal.origin, greeting);
    expect(reply).toMatchObject({ accepted: false, requiresRekey: false, requiresPluginUpdate: false });
    expect(reply.error).toMatch(sentence);
    expect(reply.backoffSeconds).toBeGreaterThan(0);
    expect(await row(greeting.printerId!)).toBeNull();
    await printer.closed;
  });

  it("takes values it does not know and drops descriptions that make no sense", async () => {
    const greeting = hello({
      hostPlatform: 99,
      deviceOs: 77,
      lanIp: "javascript:alert(1)",
      lanHttpPort: 70_000,
      pluginVersion: "<b>",
    });
    const { printer, reply } = await TestPrinter.shake(portal.origin, greeting);
    expect(reply.accepted).toBe(true);
    expect(await row(greeting.printerId!)).toMatchObject({
      platform: 99,
      deviceOs: 77,
      lanIp: null,
      lanHttpPort: null,
      pluginVersion: null,
    });
    await printer.close();
  });

  it("shows a popup on a connected printer, without anything a page could take for an element", async () => {
    const greeting = hello();
    const { printer } = await TestPrinter.shake(portal.origin, greeting);
    const shown = showPopup(greeting.printerId!, {
      title: "Code",
      text: "<img src=x onerror=alert(1)> ABCD",
      actionText: "Open",
      actionLink: "javascript:alert(1)",
      showSeconds: 0,
    });
    expect(shown).toBe(true);
    expect(await printer.next("UiPopup")).toEqual({
      type: "UiPopup",
      title: "Code",
      text: "\u2039img src=x onerror=alert(1)\u203a ABCD",
      style: 0,
      actionText: undefined,
      actionLink: undefined,
      showSeconds: 0,
      onlyThroughRelay: false,
    });
    await printer.close();
    await until("the link is gone", () => !isConnectedFrom(greeting.printerId!));
    expect(showPopup(greeting.printerId!, { title: "a", text: "b" })).toBe(false);
  });

  it("refuses with a backoff when the database fails, and works again afterwards", async () => {
    await db().$executeRawUnsafe(`ALTER TABLE "Printer" RENAME TO "PrinterAway"`);
    const broken = await TestPrinter.shake(portal.origin, hello()).finally(() =>
      db().$executeRawUnsafe(`ALTER TABLE "PrinterAway" RENAME TO "Printer"`),
    );
    expect(broken.reply).toMatchObject({ accepted: false, backoffSeconds: 60 });
    await broken.printer.closed;
    const { printer, reply } = await TestPrinter.shake(portal.origin, hello());
    expect(reply.accepted).toBe(true);
    await printer.close();
  });

  it("refreshes the presence of its printers and ends a connection whose printer was removed", async () => {
    const greeting = hello();
    const { printer } = await TestPrinter.shake(portal.origin, greeting);
    const before = (await row(greeting.printerId!))?.lastSeenAt;
    await until(
      "lastSeenAt moved on",
      async () => (await row(greeting.printerId!))?.lastSeenAt?.getTime() !== before?.getTime(),
    );
    await db().printer.delete({ where: { publicId: greeting.printerId! } });
    await printer.closed;
  });

  describe("printers without an owner", () => {
    const known = async (change: object) => {
      const publicId = newPublicId();
      await db().printer.create({ data: { publicId, keyDigest: digest("old"), lastSeenAt: now(), ...change } });
      return publicId;
    };
    const ago = (ms: number) => new Date(now().getTime() - ms);

    it("lose their id to a new key after a day offline", async () => {
      const publicId = await known({ lastSeenAt: ago(days(1) + 1000), name: "old name" });
      const { printer, reply } = await TestPrinter.shake(portal.origin, hello({ printerId: publicId }));
      expect(reply.accepted).toBe(true);
      expect(await row(publicId)).toMatchObject({ name: null });
      await printer.close();
    });

    it("keep it for less than a day", async () => {
      const publicId = await known({ lastSeenAt: ago(hours(23)) });
      expect((await TestPrinter.shake(portal.origin, hello({ printerId: publicId }))).reply.accepted).toBe(false);
    });

    it("are swept after a day, owned ones never", async () => {
      const owner = await db().user.create({ data: { email: "keeper@example.test" } });
      const gone = await known({ lastSeenAt: ago(days(2)) });
      const never = await known({ lastSeenAt: null, firstSeenAt: ago(days(2)) });
      const recent = await known({ lastSeenAt: ago(hours(2)) });
      const owned = await known({ lastSeenAt: ago(days(400)), ownerId: owner.id });
      expect(await sweepUnownedPrinters()).toBeGreaterThanOrEqual(2);
      expect([await row(gone), await row(never)]).toEqual([null, null]);
      expect([await row(recent), await row(owned)]).toEqual([expect.anything(), expect.anything()]);
      const thief = await TestPrinter.shake(portal.origin, hello({ printerId: owned }));
      expect(thief.reply.accepted).toBe(false);
    });
  });

  describe("sockets that misbehave", () => {
    const vector = (name: string) => readFileSync(path.resolve(`lib/octostream/vectors/${name}.bin`));

    it("are ended when they say nothing", async () => {
      await (
        await TestPrinter.connect(portal.origin)
      ).closed;
    });

    it("are ended when they say something else first", async () => {
      const printer = await TestPrinter.connect(portal.origin);
      printer.send({ type: "StreamFrame", streamId: 1 });
      await printer.closed;
      expect(printer.messages).toEqual([]);
    });

    it("are ended when they send text, garbage, or a message with a wrong length", async () => {
      for (const bytes of [
        "hello",
        vector("bad-length-prefix"),
        vector("bad-vector-length"),
        Buffer.alloc(3),
        Buffer.alloc(0),
      ]) {
        const printer = await TestPrinter.connect(portal.origin);
        printer.socket.send(bytes);
        await printer.closed;
      }
    });

    it("are ended before a large first message is complete", async () => {
      const printer = await TestPrinter.connect(portal.origin);
      printer.socket.send(Buffer.alloc(1024 * 1024));
      await printer.closed;
    });

    it("are ended for a message over the limit, also from an accepted printer", async () => {
      const { printer } = await TestPrinter.shake(portal.origin, hello());
      printer.socket.send(Buffer.alloc(9 * 1024 * 1024));
      await printer.closed;
    });

    it("are ended when they stay silent and answer no ping", async () => {
      const greeting = hello();
      const { printer } = await TestPrinter.shake(portal.origin, greeting);
      printer.socket.pause();
      await until("the silent printer is offline", () => !isConnectedFrom(greeting.printerId!));
      printer.socket.terminate();
    });

    it("keep their connection while they answer pings", async () => {
      const { printer } = await TestPrinter.shake(portal.origin, hello());
      let pings = 0;
      printer.socket.on("ping", () => pings++);
      await until("six pings came", () => pings >= 6);
      expect(printer.socket.readyState).toBe(WebSocket.OPEN);
      await printer.close();
    });

    it("cannot do harm with 200 damaged messages, from strangers or from an accepted printer", async () => {
      const whole = vector("captured-http-response-zlib");
      const damage = (seed: number) => {
        const bytes = Buffer.from(seed % 2 ? whole : vector("handshake-request"));
        for (let i = 0; i < 5; i++)
          bytes[4 + ((seed * 7919 + i * 104_729) % (bytes.length - 4))] = (seed * 31 + i * 17) % 256;
        return bytes;
      };
      for (let seed = 0; seed < 200; seed += 10) {
        const stranger = await TestPrinter.connect(portal.origin);
        for (let i = 0; i < 5; i++) stranger.socket.send(damage(seed + i));
        const { printer } = await TestPrinter.shake(portal.origin, hello());
        for (let i = 5; i < 10; i++) printer.socket.send(damage(seed + i));
        printer.socket.close();
        stranger.socket.close();
      }
      const { printer, reply } = await TestPrinter.shake(portal.origin, hello());
      expect(reply.accepted).toBe(true);
      await printer.close();
    });
  });
});

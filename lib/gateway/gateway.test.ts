import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { isConnectedFrom } from "@/lib/gateway/is-connected-from";
import { showPopup } from "@/lib/gateway/show-popup";
import { online, row, setUpQuickGateway } from "@/lib/gateway/test-gateway";
import { randomToken } from "@/lib/random";
import { hello, testChallenge, TestPrinter, until } from "@/tests/support/plugin";

describe("the printer gateway", () => {
  const portal = setUpQuickGateway();

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

  it("takes another key to an owned printer's id for another printer, and lets the owned one be", async () => {
    const greeting = hello();
    const { printer } = await TestPrinter.shake(portal.origin, greeting);
    const owner = await db().user.create({ data: { email: "keeps-its-id@example.test" } });
    await db().printer.update({ where: { publicId: greeting.printerId! }, data: { ownerId: owner.id } });
    const thief = await TestPrinter.shake(
      portal.origin,
      hello({ printerId: greeting.printerId!, privateKey: randomToken(80) }),
    );
    expect(thief.reply).toMatchObject({ accepted: true });
    expect(thief.reply.connectedAccounts ?? []).toEqual([]);
    const claim = await db().printer.findFirst({ where: { saidId: greeting.printerId! } });
    expect(claim).toMatchObject({ ownerId: null, publicId: expect.not.stringContaining(greeting.printerId!) });
    expect(isConnectedFrom(claim!.publicId)?.linkId).toBe(claim?.linkId);
    expect(await row(greeting.printerId!)).toMatchObject({
      ownerId: owner.id,
      keyDigest: digest(greeting.privateKey!),
      linkId: isConnectedFrom(greeting.printerId!)?.linkId,
    });
    expect(await online(greeting.printerId!)).toBe(true);
    expect(printer.socket.readyState).toBe(WebSocket.OPEN);
    await thief.printer.close();
    await printer.close();
  });

  it("lets the newest connection win; an older one that closes late does not take the printer offline", async () => {
    const greeting = hello();
    const older = await TestPrinter.shake(portal.origin, greeting);
    const newer = await TestPrinter.shake(portal.origin, greeting);
    await older.printer.closed;
    const linkId = (await row(greeting.printerId!))?.linkId;
    expect(isConnectedFrom(greeting.printerId!)?.linkId).toBe(linkId);
    expect(await online(greeting.printerId!)).toBe(true);
    await newer.printer.close();
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
});

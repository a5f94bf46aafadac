import { describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { hours, moveClock, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { online, row, setUpQuickGateway } from "@/lib/gateway/test-gateway";
import { randomToken } from "@/lib/random";
import { hello, TestPrinter, until, type Hello } from "@/tests/support/plugin";

describe("the printer gateway", () => {
  const portal = setUpQuickGateway();

  describe("two machines with one identity", () => {
    const machine = (greeting: Hello, deviceId?: string) =>
      TestPrinter.shake(portal.origin, { ...greeting, ...(deviceId && { deviceId }) });
    const popups = (printer: TestPrinter) => printer.messages.filter((message) => message.type === "UiPopup");

    it("are told apart: the second is refused for a while, the first stays and hears of it once an hour", async () => {
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

    it("are not of interest where the key is another one: each hears of copies of itself", async () => {
      const greeting = hello();
      const first = await machine(greeting, "device-1");
      const owner = await db().user.create({ data: { email: "of-the-first-machine@example.test" } });
      await db().printer.update({ where: { publicId: greeting.printerId! }, data: { ownerId: owner.id } });
      const other = { ...greeting, privateKey: randomToken(80) };
      const second = await machine(other, "device-2");
      expect(second.reply.accepted).toBe(true);
      const copy = await machine(other, "device-3");
      expect(copy.reply.error).toMatch(/Another machine with this printer's identity/);
      expect(await second.printer.next("UiPopup")).toMatchObject({ title: "A copy of this printer tried to connect" });
      expect(popups(first.printer)).toEqual([]);
      expect(first.printer.socket.readyState).toBe(WebSocket.OPEN);
      await second.printer.close();
      await first.printer.close();
    });
  });
});

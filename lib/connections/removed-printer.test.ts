import { describe, expect, it } from "vitest";
import { now } from "@/lib/clock";
import { mintConnection } from "@/lib/connections/mint-connection";
import { ADDRESS, minted, setUpConnectionLife } from "@/lib/connections/test-connection-life";
import { db } from "@/lib/db/client";
import { removePrinter } from "@/lib/endings/remove-printer";
import { liveLinks } from "@/lib/gateway/links/live-links";
import { randomToken } from "@/lib/random";
import { until } from "@/tests/support/plugin";
import { someAccount } from "@/tests/support/world";

describe("the life of an App Connection", () => {
  const scene = setUpConnectionLife();
  const { surface, again, own, told } = scene;

  describe("its printer, once removed", () => {
    const remove = (userId = scene.input.userId) =>
      removePrinter({ publicId: surface.publicId, userId, address: ADDRESS });

    it("is nobody's, has no name and no code, and is told so on its connection", async () => {
      await db().linkingCode.create({
        data: { printerId: scene.input.printerId, codeDigest: randomToken(10), createdAt: now(), expiresAt: now() },
      });
      const connection = await minted(scene.input);
      const { ended } = await surface.watch(connection);
      const link = liveLinks().get(surface.publicId);
      expect(await remove()).toBe("removed");
      expect(["ended", "cut off"]).toContain(await ended);
      expect(await db().printer.findUniqueOrThrow({ where: { id: scene.input.printerId } })).toMatchObject({
        ownerId: null,
        name: null,
        claimedAt: null,
      });
      expect(await db().linkingCode.count({ where: { printerId: scene.input.printerId } })).toBe(0);
      await until(
        "it comes back by itself",
        () => liveLinks().has(surface.publicId) && liveLinks().get(surface.publicId) !== link,
      );
      expect((await told()).at(-1)).toMatchObject({
        type: "connection.revoked",
        data: { connectionId: connection.id, printerId: surface.publicId, reason: "printer_removed" },
      });
    });

    it("stays as it is when somebody else asks, in the same words as for one that does not exist", async () => {
      const other = await someAccount();
      const connection = await minted(scene.input);
      expect(await remove(other.id)).toBe("nothing");
      expect(await removePrinter({ publicId: "A".repeat(60), userId: other.id, address: ADDRESS })).toBe("nothing");
      expect(await surface.info(connection)).toBe(200);
    });

    it("brings no connection back when it is linked again, to the same account or another", async () => {
      const connection = await minted(scene.input);
      await remove();
      await own(scene.input.userId);
      expect(await surface.info(connection)).toBe(604);
      await own((await someAccount()).id);
      expect(await surface.info(connection)).toBe(604);
    });

    it("leaves no connection that was authorized at the same moment", async () => {
      for (let round = 0; round < 5; round++) {
        await own(scene.input.userId);
        const [mint] = await Promise.all([mintConnection(await again()), remove()]);
        await own(scene.input.userId);
        if (mint.ok) expect(await surface.info(mint)).toBe(604);
        await until("the printer is back", () => liveLinks().has(surface.publicId));
      }
    });
  });
});

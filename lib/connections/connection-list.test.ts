import { describe, expect, it } from "vitest";
import { days, moveClock, now } from "@/lib/clock";
import {
  getAccountConnection,
  listEndedConnections,
  listLivingConnections,
} from "@/lib/connections/account-connection-store";
import { revokeApp } from "@/lib/connections/revoke-app";
import { revokeConsent } from "@/lib/connections/revoke-consent";
import { ADDRESS, consentOf, minted, setUpConnectionLife } from "@/lib/connections/test-connection-life";
import { db } from "@/lib/db/client";
import { removePrinter } from "@/lib/endings/remove-printer";
import { someAccount, someApp } from "@/tests/support/world";

describe("the life of an App Connection", () => {
  const scene = setUpConnectionLife();
  const { surface, again } = scene;

  describe("in its owner's list", () => {
    it("shows as one with its siblings, with its last use, and moves to the ended ones with the reason", async () => {
      const connection = await minted({ ...scene.input, lifetime: "month" });
      await minted(scene.input);
      await surface.info(connection);
      const [listed, ...more] = await listLivingConnections(scene.input.userId);
      expect(more).toEqual([]);
      expect(listed).toMatchObject({
        appName: "Some App",
        printer: { name: "Voron", online: true },
        state: "valid",
        endsAt: connection.expiresAt,
        endedAt: undefined,
        lastUse: { from: "203.0.113.60", by: "token" },
      });
      await db().entitlement.updateMany({ where: { userId: scene.input.userId }, data: { revokedAt: now() } });
      expect(await listLivingConnections(scene.input.userId)).toMatchObject([{ state: "no_perks" }]);
      await revokeConsent({ consentId: listed!.consentId, userId: scene.input.userId, address: ADDRESS });
      expect(await listLivingConnections(scene.input.userId)).toEqual([]);
      expect(await listEndedConnections(scene.input.userId)).toMatchObject([
        { state: "user", endedAt: expect.any(Date) },
      ]);
      moveClock(days(91));
      expect(await listEndedConnections(scene.input.userId)).toEqual([]);
    });

    it("is ended at its chosen end whether or not that was written down", async () => {
      await minted({ ...scene.input, lifetime: "day" });
      moveClock(days(1) + 1000);
      expect(await listLivingConnections(scene.input.userId)).toEqual([]);
      expect(await listEndedConnections(scene.input.userId)).toMatchObject([{ state: "expired" }]);
    });

    it("is its owner's only: others find nothing and revoke nothing", async () => {
      const connection = await minted(scene.input);
      const consentId = await consentOf(connection);
      const other = await someAccount();
      expect(await getAccountConnection(other.id, consentId)).toBeUndefined();
      expect(await getAccountConnection(other.id, "none")).toBeUndefined();
      expect(await revokeConsent({ consentId, userId: other.id, address: ADDRESS })).toBe("nothing");
      expect(await revokeApp({ appId: scene.input.appId, userId: other.id, address: ADDRESS })).toBe("nothing");
      expect(await surface.info(connection)).toBe(200);
      expect((await getAccountConnection(scene.input.userId, consentId))?.ids).toEqual([connection.id]);
    });

    it("goes with all others of its app at once, and other apps stay", async () => {
      const all = [await minted(scene.input), await minted(await again())];
      const other = await minted(await again({ appId: (await someApp()).id }));
      expect(await revokeApp({ appId: scene.input.appId, userId: scene.input.userId, address: ADDRESS })).toBe(
        "revoked",
      );
      for (const connection of all) expect(await surface.info(connection)).toBe(604);
      expect(await surface.info(other)).toBe(200);
    });

    it("tells nothing of a removed printer's new owner", async () => {
      await minted(scene.input);
      await removePrinter({ publicId: surface.publicId, userId: scene.input.userId, address: ADDRESS });
      await db().printer.update({
        where: { id: scene.input.printerId },
        data: { ownerId: (await someAccount()).id, name: "Somebody's" },
      });
      expect(await listEndedConnections(scene.input.userId)).toMatchObject([
        { state: "printer_removed", printer: undefined },
      ]);
    });
  });
});

import { describe, expect, it } from "vitest";
import { days, moveClock } from "@/lib/clock";
import { recordConsentKey } from "@/lib/connections/consent-key-store";
import { endDueConnections } from "@/lib/connections/end-due-connections";
import { type MintedConnection } from "@/lib/connections/mint-connection";
import { takeKeysBack } from "@/lib/connections/take-key-back";
import { ADDRESS, minted, setUpConnectionLife, type Input } from "@/lib/connections/test-connection-life";
import { removePrinter } from "@/lib/endings/remove-printer";
import { createOctoPrintKey } from "@/lib/gateway/octoprint-keys";

describe("the life of an App Connection", () => {
  const scene = setUpConnectionLife();
  const { surface, again, kinds } = scene;

  describe("an OctoPrint key made with it", () => {
    const works = async (key: string) =>
      (await fetch(`${surface.printer.origin}/api/version`, { headers: { "X-Api-Key": key } })).status === 200;
    const withKey = async (consent: Input, name: string) => {
      const connection = await minted(consent);
      const made = await createOctoPrintKey(surface.publicId, name);
      if (!made.ok) throw new Error(made.error);
      await recordConsentKey(consent.journeyId, name, made.user);
      return { connection, key: made.key };
    };
    const takeBack = ({ replacedConsents }: MintedConnection) =>
      takeKeysBack(replacedConsents, { userId: scene.input.userId, address: ADDRESS });

    it("goes with the connection that is replaced", async () => {
      const { key } = await withKey(scene.input, "Gone");
      expect(await takeBack(await minted(await again({ replaces: true })))).toBe("gone");
      expect(await works(key)).toBe(false);
    });

    it("stays when the new connection has the same", async () => {
      const { key } = await withKey(scene.input, "Kept");
      const next = await withKey(await again({ replaces: true }), "kept");
      expect(next.key).toBe(key);
      expect(await takeBack(next.connection)).toBe("none");
      expect(await works(key)).toBe(true);
    });

    it("goes when the connection comes to its chosen end", async () => {
      const { key } = await withKey({ ...scene.input, lifetime: "day" }, "A day");
      moveClock(days(1) + 1000);
      // The printer's presence is as old as the clock says; its connection is not.
      await endDueConnections();
      expect(await works(key)).toBe(false);
      expect(await kinds()).toContain("key_revoked");
    });

    it("goes with the printer, before the printer does, and is told of when it cannot", async () => {
      const { key, connection } = await withKey(scene.input, "Printer");
      expect(await removePrinter({ publicId: surface.publicId, userId: scene.input.userId, address: ADDRESS })).toBe(
        "removed",
      );
      expect(await works(key)).toBe(false);
      expect(await kinds()).toEqual(expect.arrayContaining(["ended_with_printer", "key_revoked", "printer_removed"]));
      expect(await surface.info(connection)).toBe(604);
    });

    it("is left, and that is said, when the printer is off", async () => {
      await withKey(scene.input, "Left");
      await surface.off();
      expect(await removePrinter({ publicId: surface.publicId, userId: scene.input.userId, address: ADDRESS })).toBe(
        "key_left",
      );
      await surface.on();
      expect(await kinds()).toContain("key_left");
    });
  });
});

import { describe, expect, it } from "vitest";
import { days, hours, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { sweepUnownedPrinters } from "@/lib/gateway/links/sweep-unowned-printers";
import { row, setUpQuickGateway } from "@/lib/gateway/test-gateway";
import { hello, newPublicId, TestPrinter, until } from "@/tests/support/plugin";

describe("the printer gateway", () => {
  const portal = setUpQuickGateway();

  describe("printers without an owner", () => {
    const known = async (change: object) => {
      const publicId = newPublicId();
      await db().printer.create({ data: { publicId, keyDigest: digest("old"), lastSeenAt: now(), ...change } });
      return publicId;
    };
    const isAway = async (keyDigest: string) =>
      (await db().printer.findFirst({ where: { keyDigest } }))?.onlineSince === null;
    const ago = (ms: number) => new Date(now().getTime() - ms);

    it.each([hours(23), days(1) + 1000])(
      "keep their id beside a second key, %d ms after they were seen",
      async (away) => {
        const publicId = await known({ lastSeenAt: ago(away), name: "old name" });
        const { printer, reply } = await TestPrinter.shake(portal.origin, hello({ printerId: publicId }));
        expect(reply.accepted).toBe(true);
        expect(await row(publicId)).toMatchObject({ name: "old name", keyDigest: digest("old") });
        await printer.close();
      },
    );

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
      expect(thief.reply.connectedAccounts ?? []).toEqual([]);
      expect(await row(owned)).toMatchObject({ ownerId: owner.id, keyDigest: digest("old"), linkId: null });
      await thief.printer.close();
    });

    it("that are claims of an id that another one has are swept after an hour, unless they have an owner", async () => {
      const owner = await db().user.create({ data: { email: "claimant@example.test" } });
      const saidId = await known({});
      const gone = await known({ saidId, keyDigest: digest("a"), lastSeenAt: ago(hours(1) + 1000) });
      const recent = await known({ saidId, keyDigest: digest("b"), lastSeenAt: ago(hours(1) - 1000) });
      const owned = await known({ saidId, keyDigest: digest("c"), lastSeenAt: ago(days(9)), ownerId: owner.id });
      await sweepUnownedPrinters();
      expect(await row(gone)).toBeNull();
      for (const kept of [saidId, recent, owned]) expect(await row(kept)).not.toBeNull();
    });

    it("leave the latest five claims of an id behind for each address, and those of others", async () => {
      const owner = await db().user.create({ data: { email: "holder@example.test" } });
      const saidId = await known({ ownerId: owner.id });
      const far = await known({
        saidId,
        keyDigest: digest("far"),
        networkAddress: "203.0.113.7",
        lastSeenAt: ago(60_000),
      });
      const stays = await TestPrinter.shake(portal.origin, hello({ printerId: saidId }));
      const away: string[] = [];
      for (let i = 0; i < 8; i++) {
        const greeting = hello({ printerId: saidId });
        const { printer, reply } = await TestPrinter.shake(portal.origin, greeting);
        expect(reply.accepted).toBe(true);
        away.push(digest(greeting.privateKey!));
        await printer.close();
        await until("it is away", async () => await isAway(away[i]!));
      }
      const claims = await db().printer.findMany({ where: { saidId, onlineSince: null, NOT: { publicId: far } } });
      expect(claims.map(({ keyDigest }) => keyDigest).sort()).toEqual(away.slice(-5).sort());
      expect(await db().printer.count({ where: { saidId, onlineSince: { not: null } } })).toBe(1);
      expect([await row(saidId), await row(far)]).toEqual([expect.anything(), expect.anything()]);
      await stays.printer.close();
    });
  });
});

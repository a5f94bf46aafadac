import { describe, expect, it } from "vitest";
import { days, hours, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { sweepUnownedPrinters } from "@/lib/gateway/links/sweep-unowned-printers";
import { row, setUpQuickGateway } from "@/lib/gateway/test-gateway";
import { hello, newPublicId, TestPrinter } from "@/tests/support/plugin";

describe("the printer gateway", () => {
  const portal = setUpQuickGateway();

  describe("printers without an owner", () => {
    const known = async (change: object) => {
      const publicId = newPublicId();
      await db().printer.create({ data: { publicId, keyDigest: digest("old"), lastSeenAt: now(), ...change } });
      return publicId;
    };
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
      expect(thief.reply.accepted).toBe(false);
    });
  });
});

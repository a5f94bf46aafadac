import { describe, expect, it } from "vitest";
import { mintConnection } from "@/lib/connections/mint-connection";
import { expected, minted, row, setUpConnectionLife } from "@/lib/connections/test-connection-life";
import { db } from "@/lib/db/client";
import { randomToken } from "@/lib/random";
import { someAccount, someApp, somePrinter } from "@/tests/support/world";

describe("the life of an App Connection", () => {
  const scene = setUpConnectionLife();
  const { surface, again, told, kinds, answers } = scene;

  describe("that replaces", () => {
    it("ends the app's earlier connections to this printer with its first mint, and what runs on them", async () => {
      const earlier = [await minted(scene.input), await minted(await again())];
      const { ended } = await surface.watch(earlier[0]!);
      const fresh = await minted(await again({ replaces: true }));
      expect(["ended", "cut off"]).toContain(await ended);
      for (const connection of earlier) expect(await answers(connection)).toEqual(expected("replaced"));
      expect(await answers(fresh)).toEqual(expected("valid"));
      expect((await kinds()).filter((kind) => kind === "replaced")).toHaveLength(2);
    });

    it("leaves its own siblings alone when it is tried again", async () => {
      const earlier = await minted(scene.input);
      const consent = await again({ replaces: true });
      const [first, second] = [await minted(consent), await minted(consent)];
      expect(await surface.info(earlier)).toBe(604);
      expect(await surface.info(second)).toBe(200);
      expect((await row(first.id)).revokedReason).toBe("superseded");
    });

    it("leaves other apps, other printers and other accounts alone", async () => {
      const other = await someAccount();
      const elsewhere = (await somePrinter({ ownerId: scene.input.userId })).printer.id;
      const theirs = (await somePrinter({ ownerId: other.id })).printer.id;
      const kept = [
        await minted(await again({ appId: (await someApp()).id })),
        await minted(await again({ printerId: elsewhere })),
        await minted(await again({ userId: other.id, printerId: theirs })),
      ];
      await minted(await again({ replaces: true }));
      for (const connection of kept) expect(await surface.info(connection)).toBe(200);
    });

    it("has no effect where nothing is left to replace, nor at a second post", async () => {
      const first = await minted({ ...scene.input, replaces: true });
      expect(first.replacedConsents).toEqual([]);
      expect(await surface.info(first)).toBe(200);
      const consent = await again();
      await minted(consent);
      expect((await minted({ ...consent, replaces: true })).replacedConsents).toEqual([]);
      expect(await surface.info(first)).toBe(200);
    });

    it("is one alone, also when ten are authorized at once", async () => {
      const consents = await Promise.all(Array.from({ length: 10 }, () => again({ replaces: true })));
      const all = await Promise.all(consents.map(minted));
      const statuses = await Promise.all(all.map((connection) => surface.info(connection)));
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
      expect(statuses.filter((status) => status === 604)).toHaveLength(9);
    });

    it("is undone with all of it when its transaction fails", async () => {
      const earlier = await minted(scene.input);
      await db().$executeRawUnsafe(
        `CREATE OR REPLACE FUNCTION fail_now() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'a fault'; END $$
       LANGUAGE plpgsql`,
      );
      await db().$executeRawUnsafe(
        `CREATE TRIGGER fault BEFORE INSERT ON "AppConnection" FOR EACH ROW EXECUTE FUNCTION fail_now()`,
      );
      const before = await told();
      await expect(mintConnection(await again({ replaces: true }))).rejects.toThrow();
      await db().$executeRawUnsafe(`DROP TRIGGER fault ON "AppConnection"`);
      expect(await surface.info(earlier)).toBe(200);
      expect(await told()).toEqual(before);
    });
  });

  describe("that was never used", () => {
    /** A consent of another browser. */
    const elsewhere = async (change = {}) => {
      const consent = await again(change);
      await db().journey.update({ where: { id: consent.journeyId }, data: { browserDigest: randomToken(20) } });
      return consent;
    };

    it("ends with the next consent of the same browser, however often that is given, also at once", async () => {
      const first = await minted(scene.input);
      const consents = await Promise.all(Array.from({ length: 5 }, () => again()));
      const all = await Promise.all(consents.map(minted));
      expect(await answers(first)).toEqual(expected("replaced"));
      const statuses = await Promise.all(all.map((connection) => surface.info(connection)));
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    });

    it("stays beside one of another browser, app, printer or account, and once it was used", async () => {
      const used = await minted(scene.input);
      expect(await surface.info(used)).toBe(200);
      const printerId = (await somePrinter({ ownerId: scene.input.userId })).printer.id;
      const kept = [
        used,
        await minted(await elsewhere()),
        await minted(await again({ appId: (await someApp()).id })),
        await minted(await again({ printerId })),
      ];
      await minted(await again());
      for (const connection of kept) expect(await surface.info(connection)).toBe(200);
    });

    it("keeps its siblings: the same consent posted again", async () => {
      const consent = await again();
      const [first, second] = [await minted(consent), await minted(consent)];
      expect(await surface.info(second)).toBe(200);
      expect((await row(first.id)).revokedReason).toBe("superseded");
    });
  });
});

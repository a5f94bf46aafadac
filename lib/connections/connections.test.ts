import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hours, minutes, moveClock, now } from "@/lib/clock";
import { usableConnections } from "@/lib/connections/connection-store";
import { mintConnection } from "@/lib/connections/mint-connection";
import { atConsent, label, minted, statusOf, type Input } from "@/lib/connections/test-consent";
import { db } from "@/lib/db/client";
import { endJourney } from "@/lib/journey/journey-store";
import { randomToken } from "@/lib/random";
import { setUpDatabase } from "@/tests/support/database";
import { someAccount, somePrinter } from "@/tests/support/world";

describe("an App Connection", () => {
  setUpDatabase();
  let input: Input;
  beforeEach(async () => {
    moveClock(0);
    input = await atConsent();
  });
  afterEach(() => moveClock(0));

  it("has secrets of letters and digits with at least 128 random bits each, the label in lower case", async () => {
    const connection = await minted(input);
    for (const secret of [
      connection.appApiToken,
      connection.basicUser,
      connection.basicPassword,
      connection.bearerToken,
    ])
      expect(secret).toMatch(/^acp(api|user|pass|bearer)[A-Za-z0-9]{22,}$/);
    expect(label(connection)).toMatch(/^[a-z0-9]{26,59}$/);
    expect(connection.id).toMatch(/^[A-Za-z0-9]+$/);
    expect(connection.url).toMatch(/^http:\/\/app-[a-z0-9]+\.localhost:3000$/);
  });

  it("is kept as digests only", async () => {
    const connection = await minted(input);
    const rows = JSON.stringify([
      await db().appConnection.findMany(),
      await db().consent.findMany(),
      await db().auditLogEntry.findMany(),
    ]);
    for (const secret of [
      connection.appApiToken,
      connection.basicUser,
      connection.basicPassword,
      connection.bearerToken,
      label(connection),
    ])
      expect(rows).not.toContain(secret);
  });

  it("writes consent and minting into the owner's audit log, with the connection, in one transaction", async () => {
    const connection = await minted(input);
    const auditLog = await db().auditLogEntry.findMany({ where: { userId: input.userId }, orderBy: { at: "asc" } });
    expect(auditLog.map((entry) => entry.kind).sort()).toEqual(["consented", "minted"]);
    expect(auditLog.find((entry) => entry.kind === "minted")?.connectionId).toBe(connection.id);
  });

  it("leaves nothing behind when the database fails between any two of its statements", async () => {
    for (const table of ["Consent", "AppConnection", "AuditLogEntry"]) {
      for (const when of ["BEFORE", "AFTER"]) {
        await db().$executeRawUnsafe(
          `CREATE OR REPLACE FUNCTION fail_now() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'a fault'; END $$
       LANGUAGE plpgsql`,
        );
        const only = table === "AuditLogEntry" ? "WHEN (NEW.kind = 'minted')" : "";
        await db().$executeRawUnsafe(
          `CREATE TRIGGER fault ${when} INSERT ON "${table}" FOR EACH ROW ${only} EXECUTE FUNCTION fail_now()`,
        );
        await expect(mintConnection(input)).rejects.toThrow();
        await db().$executeRawUnsafe(`DROP TRIGGER fault ON "${table}"`);
        expect(await db().consent.count({ where: { journeyId: input.journeyId } })).toBe(0);
        expect(await db().appConnection.count({ where: { userId: input.userId } })).toBe(0);
        expect(await db().auditLogEntry.count({ where: { userId: input.userId } })).toBe(0);
      }
    }
    expect(await mintConnection(input)).toMatchObject({ ok: true, sibling: 1 });
  });

  it("comes in three siblings at most, also under fifty parallel posts; the first used lives alone", async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => mintConnection(input)));
    const siblings = answers.flatMap((answer) => (answer.ok ? [answer] : []));
    expect(siblings).toHaveLength(3);
    expect(new Set(answers.flatMap((answer) => (answer.ok ? [] : [answer.error])))).toEqual(
      new Set(["consent_used_up"]),
    );
    const statuses = await Promise.all(siblings.map(({ appApiToken }) => statusOf(appApiToken)));
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 604)).toHaveLength(2);
    const winner = siblings[statuses.indexOf(200)];
    expect(await statusOf(winner?.appApiToken ?? "")).toBe(200);
  });

  it("is minted again within two minutes only, and not once one of them was used", async () => {
    const first = await minted(input);
    moveClock(minutes(2) - 1000);
    const second = await minted(input);
    expect(second.sibling).toBe(2);
    expect(await statusOf(first.appApiToken)).toBe(200);
    expect(await mintConnection(input)).toEqual({ ok: false, error: "consent_used_up" });
    const later = await atConsent();
    await minted(later);
    moveClock(minutes(4) + 2000);
    expect(await mintConnection(later)).toEqual({ ok: false, error: "consent_used_up" });
  });

  it("is refused to an account that gives consents faster than any person", async () => {
    for (let index = 0; index < 30; index++)
      await db().consent.create({
        data: { userId: input.userId, appId: input.appId, printerId: input.printerId, createdAt: now() },
      });
    expect(await mintConnection(input)).toEqual({
      ok: false,
      error: "too_many",
      retryAfterSeconds: expect.any(Number),
    });
    expect(await db().auditLogEntry.count({ where: { userId: input.userId, kind: "limit_hit" } })).toBe(1);
    moveClock(hours(1) + 1000);
    expect(await mintConnection(input)).toMatchObject({ ok: true });
  });

  it("is not minted for another printer by posting the consent again", async () => {
    await minted(input);
    const { printer } = await somePrinter({ ownerId: input.userId });
    expect(await mintConnection({ ...input, printerId: printer.id })).toEqual({
      ok: false,
      error: "consent_used_up",
    });
  });

  it("stays with the newest when none of several was used for 24 hours", async () => {
    const first = await minted(input);
    const second = await minted(input);
    moveClock(hours(24) + 1000);
    expect(await statusOf(first.appApiToken)).toBe(604);
    expect(await statusOf(second.appApiToken)).toBe(200);
    expect(await statusOf(first.appApiToken)).toBe(604);
  });

  it.each<[string, (input: Input) => Promise<unknown>]>([
    [
      "the printer is somebody else's",
      async ({ printerId }) =>
        db().printer.update({ where: { id: printerId }, data: { ownerId: (await someAccount()).id } }),
    ],
    [
      "the perks are gone",
      ({ userId }) => db().entitlement.updateMany({ where: { userId }, data: { revokedAt: now() } }),
    ],
    ["the app is switched off", ({ appId }) => db().app.update({ where: { id: appId }, data: { enabled: false } })],
    ["the journey was ended", ({ journeyId }) => endJourney(journeyId, "cancelled")],
    [
      "the journey is another account's",
      async ({ journeyId }) =>
        db().journey.update({ where: { id: journeyId }, data: { userId: (await someAccount()).id } }),
    ],
  ])("is not minted when %s at that moment", async (_, change) => {
    await change(input);
    expect(await mintConnection(input)).toEqual({ ok: false, error: "not_allowed" });
    expect(await db().appConnection.count({ where: { printerId: input.printerId } })).toBe(0);
  });

  it("and a cancel at the same moment never both count", async () => {
    for (let round = 0; round < 10; round++) {
      const one = await atConsent();
      const [granted, ended] = await Promise.all([mintConnection(one), endJourney(one.journeyId, "access_denied")]);
      expect(granted.ok).toBe(!ended);
    }
  });

  it.each<[string, (input: Input, id: string) => Promise<unknown>, number]>([
    [
      "revoked",
      (_, id) => db().appConnection.update({ where: { id }, data: { revokedAt: now(), revokedReason: "user" } }),
      604,
    ],
    ["expired", (_, id) => db().appConnection.update({ where: { id }, data: { expiresAt: now() } }), 604],
    ["of a printer that was removed", ({ printerId }) => db().printer.delete({ where: { id: printerId } }), 604],
    [
      "of a printer that has another owner now",
      async ({ printerId }) =>
        db().printer.update({ where: { id: printerId }, data: { ownerId: (await someAccount()).id } }),
      604,
    ],
    ["of an account that was deleted", ({ userId }) => db().user.delete({ where: { id: userId } }), 604],
    ["of an owner without perks", ({ userId }) => db().entitlement.deleteMany({ where: { userId } }), 605],
    [
      "of a printer that is offline",
      ({ printerId }) => db().printer.update({ where: { id: printerId }, data: { onlineSince: null } }),
      200,
    ],
  ])("answers when it is %s", async (_, change, status) => {
    const connection = await minted(input);
    expect(await statusOf(connection.appApiToken)).toBe(200);
    expect(await usableConnections([connection.id, "another"])).toEqual(new Set([connection.id]));
    await change(input, connection.id);
    expect(await statusOf(connection.appApiToken)).toBe(status);
    expect((await usableConnections([connection.id])).has(connection.id)).toBe(status === 200);
  });

  it("works again unchanged when the perks are back", async () => {
    const { appApiToken } = await minted(input);
    await db().entitlement.updateMany({ where: { userId: input.userId }, data: { revokedAt: now() } });
    expect(await statusOf(appApiToken)).toBe(605);
    await db().entitlement.updateMany({ where: { userId: input.userId }, data: { revokedAt: null } });
    expect(await statusOf(appApiToken)).toBe(200);
  });

  it("is unknown by any other token", async () => {
    for (const token of ["", "x", randomToken(38), "a".repeat(5000)]) expect(await statusOf(token)).toBe(603);
  });
});

import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { days, moveClock } from "@/lib/clock";
import { authenticateRelay } from "@/lib/connections/authenticate-connection";
import { cachedConnections } from "@/lib/connections/cached-connections";
import { keepConnections } from "@/lib/connections/keep-connections";
import type { MintedConnection } from "@/lib/connections/mint-connection";
import { writeUses } from "@/lib/connections/note-use-store";
import { registerExchange } from "@/lib/connections/open-exchanges";
import { revokeConsent } from "@/lib/connections/revoke-consent";
import { atConsent, label, minted, type Input } from "@/lib/connections/test-consent";
import { db } from "@/lib/db/client";
import { removePrinter } from "@/lib/endings/remove-printer";
import { env } from "@/lib/env";
import { basicOf } from "@/tests/support/app-calls";
import { setUpDatabase } from "@/tests/support/database";
import { until } from "@/tests/support/plugin";

const ask = (connection: MintedConnection) => authenticateRelay(label(connection), basicOf(connection), "203.0.113.9");
const statusOf = async (connection: MintedConnection) => {
  const answer = await ask(connection);
  return answer.ok ? 200 : answer.status;
};

describe("a connection that is kept in memory", () => {
  setUpDatabase();
  let kept: ReturnType<typeof keepConnections>;
  let input: Input;
  let connection: MintedConnection;
  let consentId: string;

  beforeAll(async () => {
    kept = keepConnections();
    await until("the server hears of changes", () => kept.lease.isAlive());
  });
  afterAll(() => kept.stop());

  /** Makes one that was used before, so that it is remembered. */
  beforeEach(async () => {
    moveClock(0);
    input = await atConsent();
    connection = await minted(input);
    ({ consentId } = await db().appConnection.findUniqueOrThrow({ where: { id: connection.id } }));
    await ask(connection);
    await until("it is kept", async () => (await ask(connection)).ok && cachedConnections().size > 0);
  });

  /** Takes the tables away: whoever answers has it from memory. */
  const withoutDatabase = async (act: () => Promise<void>) => {
    await db().$executeRaw`ALTER TABLE "AppConnection" RENAME TO "Hidden"`;
    await act().finally(() => db().$executeRaw`ALTER TABLE "Hidden" RENAME TO "AppConnection"`);
  };

  it("is let through without a question to the database, with right credentials alone", async () => {
    await withoutDatabase(async () => {
      expect(await ask(connection)).toMatchObject({ ok: true, connectionId: connection.id });
      const wrong = await authenticateRelay(label(connection), "Bearer acpbearerwrong", "203.0.113.9");
      expect(wrong).toEqual({ ok: false, status: 606 });
    });
  });

  const ENDS: [string, () => Promise<unknown>, number][] = [
    ["revoked", () => revokeConsent({ consentId, userId: input.userId, address: "unknown" }), 604],
    [
      "the printer's that was removed",
      async () => {
        const { publicId } = await db().printer.findUniqueOrThrow({ where: { id: input.printerId } });
        await removePrinter({ publicId, userId: input.userId, address: "unknown" });
      },
      604,
    ],
    ["of a deleted account", () => db().user.delete({ where: { id: input.userId } }), 604],
    [
      "without perks, by whoever writes to the database",
      () => db().$executeRaw`DELETE FROM "Entitlement" WHERE "userId" = ${input.userId}`,
      605,
    ],
    [
      "of a printer that is another account's",
      () => db().printer.update({ where: { id: input.printerId }, data: { ownerId: null } }),
      604,
    ],
  ];
  it.each(ENDS)("is refused once it is %s", async (_, end, status) => {
    await end();
    await until("it is refused", async () => (await statusOf(connection)) === status);
  });

  it("is refused at its own end: of its time, and of the perks, by the clock of that moment", async () => {
    moveClock(days(60));
    expect(await statusOf(connection)).toBe(605);
    moveClock(0);
    await db().appConnection.update({
      where: { id: connection.id },
      data: { expiresAt: new Date(Date.now() + days(1)) },
    });
    await until("it is kept anew", async () => (await ask(connection)).ok);
    moveClock(days(2));
    expect(await statusOf(connection)).toBe(604);
  });

  it("ends what runs on it when another server revoked it", async () => {
    const ended = new Promise<void>((resolve) => registerExchange(connection.id, resolve));
    await db().appConnection.update({
      where: { id: connection.id },
      data: { revokedAt: new Date(), revokedReason: "user" },
    });
    await ended;
  });

  it("its use is written down soon, and never again for an account that is gone", async () => {
    await db().appConnection.update({ where: { id: connection.id }, data: { lastUsedAt: null } });
    moveClock(120_000);
    await ask(connection);
    await writeUses();
    const used = await db().appConnection.findUniqueOrThrow({ where: { id: connection.id } });
    expect(used).toMatchObject({ lastUsedFrom: "203.0.113.9", lastUsedBy: "basic" });
    moveClock(240_000);
    await ask(connection);
    await db().user.delete({ where: { id: input.userId } });
    await db().appConnection.update({ where: { id: connection.id }, data: { lastUsedFrom: null } });
    await writeUses();
    expect(await db().appConnection.findUniqueOrThrow({ where: { id: connection.id } })).toMatchObject({
      lastUsedFrom: null,
    });
  });

  it("whoever revokes waits for a server that does not say that it knows, until its lease has run out", async () => {
    const other = new pg.Client({ connectionString: env().databaseUrl });
    await other.connect();
    let beats = 0;
    const beat = () =>
      other.query(`INSERT INTO "AccessLease" VALUES ('other', 1) ON CONFLICT ("id") DO UPDATE
        SET "beat" = "AccessLease"."beat" + 1`);
    await beat();
    const timer = setInterval(() => void (beats++ < 5 && beat()), 200);
    let isAnswered = false;
    const revoked = revokeConsent({ consentId, userId: input.userId, address: "unknown" }).then(
      () => (isAnswered = true),
    );
    await until("the other has beaten its last", () => beats >= 5);
    expect(isAnswered).toBe(false);
    clearInterval(timer);
    await revoked;
    expect(await db().accessLease.count({ where: { id: "other" } })).toBe(0);
    await other.end();
  });

  it("is asked for anew when changes are not heard, and kept again when they are", async () => {
    kept.lease.cut();
    await until("the lease is over", () => !kept.lease.isAlive());
    await db().appConnection.update({
      where: { id: connection.id },
      data: { revokedAt: new Date(), revokedReason: "user" },
    });
    expect(await statusOf(connection)).toBe(604);
    await until("the server hears again", () => kept.lease.isAlive());
    expect(await statusOf(connection)).toBe(604);
  });
});

import { describe, expect, it } from "vitest";
import { days, hours, minutes, moveClock, now } from "@/lib/clock";
import type { StateName } from "@/lib/connections/connection-state";
import { endConnectionsOfAccount } from "@/lib/connections/end-connections-store";
import { endDueConnections } from "@/lib/connections/end-due-connections";
import { type MintedConnection } from "@/lib/connections/mint-connection";
import { endExchanges } from "@/lib/connections/open-exchanges";
import { revokeConsent } from "@/lib/connections/revoke-consent";
import { ADDRESS, consentOf, expected, minted, row, setUpConnectionLife } from "@/lib/connections/test-connection-life";
import { db } from "@/lib/db/client";
import { releasePrinters } from "@/lib/endings/release-printers-store";
import { removePrinter } from "@/lib/endings/remove-printer";
import { randomLabel, randomToken } from "@/lib/random";
import { recordConnectionsResumed, recordConnectionsSuspended } from "@/lib/supporters/lapse/suspension-store";
import { basicOf, bearerOf } from "@/tests/support/app-calls";

describe("the life of an App Connection", () => {
  const scene = setUpConnectionLife();
  const { surface, again, told, kinds, answers } = scene;

  describe.each<[StateName, (connection: MintedConnection) => Promise<unknown>]>([
    ["valid", async () => undefined],
    ["printer_offline", () => surface.off()],
    [
      "no_perks",
      () => db().entitlement.updateMany({ where: { userId: scene.input.userId }, data: { revokedAt: now() } }),
    ],
    [
      "user",
      async (connection) =>
        revokeConsent({ consentId: await consentOf(connection), userId: scene.input.userId, address: ADDRESS }),
    ],
    ["replaced", async () => minted(await again({ replaces: true }))],
    [
      "printer_removed",
      () => removePrinter({ publicId: surface.publicId, userId: scene.input.userId, address: ADDRESS }),
    ],
    [
      "account_deleted",
      () =>
        db().$transaction(async (tx) => {
          await endConnectionsOfAccount(tx, scene.input.userId);
          await releasePrinters(tx, scene.input.userId);
          await tx.user.delete({ where: { id: scene.input.userId } });
        }),
    ],
    ["superseded", async () => surface.info(await minted(scene.input))],
    [
      "expired",
      async (connection) => {
        await db().appConnection.update({ where: { id: connection.id }, data: { expiresAt: now() } });
      },
    ],
    [
      "unknown",
      async (connection) =>
        Object.assign(connection, {
          url: connection.url.replace(/app-[a-z0-9]+/, `app-${randomLabel(32)}`),
          appApiToken: randomToken(38),
        }),
    ],
    [
      "wrong_credentials",
      async (connection) =>
        Object.assign(connection, {
          appApiToken: randomToken(38),
          basicPassword: randomToken(38),
          bearerToken: randomToken(39),
        }),
    ],
  ])("once it is %s", (state, change) => {
    it("answers what the table says, to both App APIs, to requests and to WebSockets", async () => {
      const connection = await minted(scene.input);
      // Nothing is used before a sibling is: the first use decides which of them lives.
      if (state !== "superseded") expect(await answers(connection)).toEqual(expected("valid"));
      await change(connection);
      expect(await answers(connection)).toEqual(expected(state));
      if (state === "printer_offline") {
        await surface.on();
        expect(await answers(connection)).toEqual(expected("valid"));
      }
      if (state === "no_perks") {
        await db().entitlement.updateMany({ where: { userId: scene.input.userId }, data: { revokedAt: null } });
        expect(await answers(connection)).toEqual(expected("valid"));
      }
    });
  });

  it.each([
    ["none", null],
    ["year", days(365)],
    ["month", days(30)],
    ["day", days(1)],
  ] as const)("of lifetime %s ends when chosen, not a moment earlier, and never comes back", async (lifetime, ms) => {
    const consent = { ...scene.input, lifetime };
    const connection = await minted(consent);
    const sibling = await minted({ ...consent, lifetime: "year" });
    expect((await row(sibling.id)).expiresAt).toEqual((await row(connection.id)).expiresAt);
    expect(connection.expiresAt?.getTime()).toBe(
      ms === null
        ? undefined
        : (await db().consent.findUniqueOrThrow({ where: { id: await consentOf(connection) } })).createdAt.getTime() +
            ms,
    );
    if (ms === null) {
      moveClock(days(700));
      expect(await answers(sibling)).toMatchObject({ info: 200, gadget: 200 });
      return;
    }
    moveClock(ms - minutes(1));
    expect(await surface.info(sibling)).toBe(200);
    moveClock(ms);
    expect(await answers(sibling)).toEqual(expected("expired"));
    await endDueConnections();
    expect(await row(sibling.id)).toMatchObject({
      revokedReason: "expired",
      revokedAt: (await row(sibling.id)).expiresAt,
    });
    await endDueConnections();
    expect(await kinds()).toContain("expired");
    expect((await told()).filter(({ data }) => data.reason === "expired").map(({ data }) => data.connectionId)).toEqual(
      [sibling.id],
    );
    moveClock(0);
    expect(await answers(sibling)).toEqual(expected("expired"));
  });

  it("that expired ends what still runs on it", async () => {
    const connection = await minted({ ...scene.input, lifetime: "day" });
    const { ended } = await surface.watch(connection);
    moveClock(days(1) + 1000);
    await endDueConnections();
    expect(["ended", "cut off"]).toContain(await ended);
  });

  it("is one of the newest sibling alone after a day without use, which the app hears", async () => {
    const [first, second] = [await minted(scene.input), await minted(scene.input)];
    await endDueConnections();
    moveClock(hours(24) + 1000);
    expect(await answers(first)).toEqual(expected("superseded"));
    await endDueConnections();
    expect(await row(first.id)).toMatchObject({ revokedReason: "superseded" });
    expect(await answers(second)).toEqual(expected("valid"));
    expect((await told()).filter(({ type }) => type === "connection.revoked").map(({ data }) => data)).toEqual([
      { connectionId: first.id, appId: scene.input.appId, printerId: surface.publicId, reason: "superseded" },
    ]);
  });

  it("notes when, from where and by what it was used, once a minute", async () => {
    const connection = await minted(scene.input);
    expect(await row(connection.id)).toMatchObject({ lastUsedAt: null, lastUsedFrom: null, lastUsedBy: null });
    await surface.http(connection, basicOf(connection));
    const first = await row(connection.id);
    expect(first).toMatchObject({ lastUsedFrom: "203.0.113.50", lastUsedBy: "basic" });
    await surface.info(connection);
    expect(await row(connection.id)).toEqual(first);
    moveClock(minutes(1) + 1000);
    await surface.info(connection);
    expect(await row(connection.id)).toMatchObject({ lastUsedFrom: "203.0.113.60", lastUsedBy: "token" });
    moveClock(minutes(2) + 2000);
    await surface.websocket(connection, bearerOf(connection));
    const last = await row(connection.id);
    expect(last).toMatchObject({ lastUsedFrom: "203.0.113.50", lastUsedBy: "bearer" });
    moveClock(minutes(4));
    await surface.http(connection, "Bearer wrong");
    expect(await row(connection.id)).toEqual(last);
  });

  it("is told to its app's server in every turn of its life, without a secret", async () => {
    const connection = await minted(scene.input);
    const sibling = await minted(scene.input);
    await surface.info(connection);
    await db().$transaction((tx) => recordConnectionsSuspended(tx, scene.input.userId));
    await db().$transaction((tx) => recordConnectionsResumed(tx, scene.input.userId));
    await revokeConsent({ consentId: await consentOf(connection), userId: scene.input.userId, address: ADDRESS });
    await db().$transaction((tx) => recordConnectionsSuspended(tx, scene.input.userId));
    const data = (id: string, reason?: string) => ({
      connectionId: id,
      appId: scene.input.appId,
      printerId: surface.publicId,
      ...(reason && { reason }),
    });
    const messages = (await told()).map(({ type, data: said }) => [type, said]);
    expect(messages).toHaveLength(6);
    expect(messages).toEqual(
      expect.arrayContaining([
        ["connection.created", data(connection.id)],
        ["connection.created", data(sibling.id)],
        ["connection.revoked", data(sibling.id, "superseded")],
        ["connection.suspended", data(connection.id)],
        ["connection.resumed", data(connection.id)],
        ["connection.revoked", data(connection.id, "user")],
      ]),
    );
    const rows = JSON.stringify([await db().webhookMessage.findMany(), await db().webhookAttempt.findMany()]);
    for (const { url, appApiToken, basicUser, basicPassword, bearerToken } of [connection, sibling]) {
      for (const secret of [/app-([a-z0-9]+)/.exec(url)?.[1] ?? "", appApiToken, basicUser, basicPassword, bearerToken])
        expect(rows.includes(secret)).toBe(false);
    }
    const { email, name } = await db().user.findUniqueOrThrow({ where: { id: scene.input.userId } });
    for (const personal of [email, name ?? "", "Voron", ADDRESS]) expect(rows.includes(personal)).toBe(false);
  });

  it("ends with its account: ids are known, so that what runs can be ended, and printers are unowned", async () => {
    const connection = await minted(scene.input);
    const { ended } = await surface.watch(connection);
    const [ids, printers] = await db().$transaction(async (tx) => [
      await endConnectionsOfAccount(tx, scene.input.userId),
      await releasePrinters(tx, scene.input.userId),
    ]);
    expect([ids, printers]).toEqual([[connection.id], [surface.publicId]]);
    for (const id of ids) endExchanges(id);
    expect(["ended", "cut off"]).toContain(await ended);
    expect((await told()).at(-1)?.data.reason).toBe("account_deleted");
  });
});

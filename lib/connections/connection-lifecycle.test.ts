import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { changeApp } from "@/lib/apps/app-store";
import { newWebhookKey, sealWebhookKey } from "@/lib/webhooks/webhook-key";
import { days, hours, minutes, moveClock, now } from "@/lib/clock";
import {
  getAccountConnection,
  listEndedConnections,
  listLivingConnections,
} from "@/lib/connections/account-connection-store";
import { CONNECTION_STATES, type StateName } from "@/lib/connections/connection-state";
import { endDueConnections } from "@/lib/connections/end-due-connections";
import { endConnectionsOfAccount } from "@/lib/connections/end-connections-store";
import { recordConsentKey } from "@/lib/connections/consent-key-store";
import { mintConnection, type MintedConnection } from "@/lib/connections/mint-connection";
import { revokeApp } from "@/lib/connections/revoke-app";
import { revokeConsent } from "@/lib/connections/revoke-consent";
import { recordConnectionsResumed, recordConnectionsSuspended } from "@/lib/supporters/lapse/suspension-store";
import { takeKeysBack } from "@/lib/connections/take-key-back";
import { basicOf, bearerOf } from "@/tests/support/app-calls";
import { useAppSurface } from "@/tests/support/app-surface";
import { db } from "@/lib/db/client";
import { setUpDatabase } from "@/tests/support/database";
import { someAccount, someApp, somePrinter } from "@/tests/support/world";
import { createOctoPrintKey } from "@/lib/gateway/octoprint-keys";
import { liveLinks } from "@/lib/gateway/links/live-links";
import { setUpGateway } from "@/tests/support/gateway";
import { until } from "@/tests/support/plugin";
import { randomLabel, randomToken } from "@/lib/random";
import { removePrinter } from "@/lib/endings/remove-printer";
import { releasePrinters } from "@/lib/endings/release-printers-store";
import { endExchanges } from "@/lib/connections/open-exchanges";

const ADDRESS = "203.0.113.9";
type Input = Parameters<typeof mintConnection>[0];

describe("the life of an App Connection", () => {
  setUpDatabase();
  const portal = setUpGateway();
  const surface = useAppSurface(portal);
  let input: Input;

  /** The owner of the one printer that is really there, at a consent screen. */
  async function atConsent(change: Partial<Input> = {}): Promise<Input> {
    const portalSessionId = randomToken(32);
    const { userId, appId, printerId } = change;
    if (!userId || !appId || !printerId) throw new Error("who, what and where are needed");
    await db().portalSession.create({
      data: {
        id: portalSessionId,
        browserDigest: "x",
        goal: "app",
        appId,
        userId,
        returnUrl: "http://localhost/",
        createdAt: now(),
        lastSeenAt: now(),
      },
    });
    return { portalSessionId, userId, appId, printerId, address: ADDRESS, ...change };
  }
  const again = (change: Partial<Input> = {}) =>
    atConsent({ userId: input.userId, appId: input.appId, printerId: input.printerId, ...change });
  const minted = async (consent: Input): Promise<MintedConnection> => {
    const answer = await mintConnection(consent);
    if (!answer.ok) throw new Error(answer.error);
    return answer;
  };
  const row = (id: string) => db().appConnection.findUniqueOrThrow({ where: { id } });
  const consentOf = async (connection: MintedConnection) => (await row(connection.id)).consentId;
  const own = (userId: string) =>
    db().printer.update({
      where: { publicId: surface.publicId },
      data: { ownerId: userId, name: "Voron", claimedAt: now() },
    });
  const told = async () =>
    (await db().webhookMessage.findMany({ where: { appId: input.appId }, orderBy: { createdAt: "asc" } })).map(
      ({ body }) => JSON.parse(body) as { type: string; data: { connectionId: string; reason?: string } },
    );
  const kinds = async () =>
    (await db().auditLogEntry.findMany({ where: { userId: input.userId }, orderBy: { at: "asc" } })).map(
      ({ kind }) => kind,
    );

  beforeEach(async () => {
    moveClock(0);
    if (!liveLinks().has(surface.publicId)) await until("the printer is back", () => liveLinks().has(surface.publicId));
    const user = await someAccount();
    await db().entitlement.updateMany({
      where: { userId: user.id },
      data: { endsAt: new Date(now().getTime() + days(800)) },
    });
    const printer = await own(user.id);
    const app = await someApp();
    await changeApp(app.id, {
      webhookUrl: "https://hook.example/",
      webhookKey: sealWebhookKey(app.id, newWebhookKey()),
    });
    input = await atConsent({ userId: user.id, appId: app.id, printerId: printer.id });
  });
  afterEach(() => moveClock(0));

  const answers = async (connection: MintedConnection) => ({
    info: await surface.info(connection),
    gadget: await surface.gadget(connection),
    http: await surface.http(connection),
    websocket: await surface.websocket(connection),
  });
  const expected = (state: StateName) => {
    const { api, relay } = CONNECTION_STATES[state];
    return { info: api, gadget: api, http: relay, websocket: relay };
  };

  describe.each<[StateName, (connection: MintedConnection) => Promise<unknown>]>([
    ["valid", async () => undefined],
    ["printer_offline", () => surface.off()],
    ["no_perks", () => db().entitlement.updateMany({ where: { userId: input.userId }, data: { revokedAt: now() } })],
    [
      "user",
      async (connection) =>
        revokeConsent({ consentId: await consentOf(connection), userId: input.userId, address: ADDRESS }),
    ],
    ["replaced", async () => minted(await again({ replaces: true }))],
    ["printer_removed", () => removePrinter({ publicId: surface.publicId, userId: input.userId, address: ADDRESS })],
    [
      "account_deleted",
      () =>
        db().$transaction(async (tx) => {
          await endConnectionsOfAccount(tx, input.userId);
          await releasePrinters(tx, input.userId);
          await tx.user.delete({ where: { id: input.userId } });
        }),
    ],
    ["superseded", async () => surface.info(await minted(input))],
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
      const connection = await minted(input);
      // Nothing is used before a sibling is: the first use decides which of them lives.
      if (state !== "superseded") expect(await answers(connection)).toEqual(expected("valid"));
      await change(connection);
      expect(await answers(connection)).toEqual(expected(state));
      if (state === "printer_offline") {
        await surface.on();
        expect(await answers(connection)).toEqual(expected("valid"));
      }
      if (state === "no_perks") {
        await db().entitlement.updateMany({ where: { userId: input.userId }, data: { revokedAt: null } });
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
    const consent = { ...input, lifetime };
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
    const connection = await minted({ ...input, lifetime: "day" });
    const { ended } = await surface.watch(connection);
    moveClock(days(1) + 1000);
    await endDueConnections();
    expect(["ended", "cut off"]).toContain(await ended);
  });

  it("is one of the newest sibling alone after a day without use, which the app hears", async () => {
    const [first, second] = [await minted(input), await minted(input)];
    await endDueConnections();
    moveClock(hours(24) + 1000);
    expect(await answers(first)).toEqual(expected("superseded"));
    await endDueConnections();
    expect(await row(first.id)).toMatchObject({ revokedReason: "superseded" });
    expect(await answers(second)).toEqual(expected("valid"));
    expect((await told()).filter(({ type }) => type === "connection.revoked").map(({ data }) => data)).toEqual([
      { connectionId: first.id, appId: input.appId, printerId: surface.publicId, reason: "superseded" },
    ]);
  });

  describe("that replaces", () => {
    it("ends the app's earlier connections to this printer with its first mint, and what runs on them", async () => {
      const earlier = [await minted(input), await minted(await again())];
      const { ended } = await surface.watch(earlier[0]!);
      const fresh = await minted(await again({ replaces: true }));
      expect(["ended", "cut off"]).toContain(await ended);
      for (const connection of earlier) expect(await answers(connection)).toEqual(expected("replaced"));
      expect(await answers(fresh)).toEqual(expected("valid"));
      expect((await kinds()).filter((kind) => kind === "replaced")).toHaveLength(2);
    });

    it("leaves its own siblings alone when it is tried again", async () => {
      const earlier = await minted(input);
      const consent = await again({ replaces: true });
      const [first, second] = [await minted(consent), await minted(consent)];
      expect(await surface.info(earlier)).toBe(604);
      expect(await surface.info(second)).toBe(200);
      expect((await row(first.id)).revokedReason).toBe("superseded");
    });

    it("leaves other apps, other printers and other accounts alone", async () => {
      const other = await someAccount();
      const elsewhere = (await somePrinter({ ownerId: input.userId })).printer.id;
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
      const first = await minted({ ...input, replaces: true });
      expect(first.replacedConsents).toEqual([]);
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
      const earlier = await minted(input);
      await db().$executeRawUnsafe(
        `CREATE OR REPLACE FUNCTION fail_now() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'a fault'; END $$ LANGUAGE plpgsql`,
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

  it("notes when, from where and by what it was used, once a minute", async () => {
    const connection = await minted(input);
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

  describe("an OctoPrint key made with it", () => {
    const works = async (key: string) =>
      (await fetch(`${surface.printer.origin}/api/version`, { headers: { "X-Api-Key": key } })).status === 200;
    const withKey = async (consent: Input, name: string) => {
      const connection = await minted(consent);
      const made = await createOctoPrintKey(surface.publicId, name);
      if (!made.ok) throw new Error(made.error);
      await recordConsentKey(consent.portalSessionId, name, made.user);
      return { connection, key: made.key };
    };
    const takeBack = ({ replacedConsents }: MintedConnection) =>
      takeKeysBack(replacedConsents, { userId: input.userId, address: ADDRESS });

    it("goes with the connection that is replaced", async () => {
      const { key } = await withKey(input, "Gone");
      expect(await takeBack(await minted(await again({ replaces: true })))).toBe("gone");
      expect(await works(key)).toBe(false);
    });

    it("stays when the new connection has the same", async () => {
      const { key } = await withKey(input, "Kept");
      const next = await withKey(await again({ replaces: true }), "kept");
      expect(next.key).toBe(key);
      expect(await takeBack(next.connection)).toBe("none");
      expect(await works(key)).toBe(true);
    });

    it("goes when the connection comes to its chosen end", async () => {
      const { key } = await withKey({ ...input, lifetime: "day" }, "A day");
      moveClock(days(1) + 1000);
      // The printer's presence is as old as the clock says; its connection is not.
      await endDueConnections();
      expect(await works(key)).toBe(false);
      expect(await kinds()).toContain("key_revoked");
    });

    it("goes with the printer, before the printer does, and is told of when it cannot", async () => {
      const { key, connection } = await withKey(input, "Printer");
      expect(await removePrinter({ publicId: surface.publicId, userId: input.userId, address: ADDRESS })).toBe(
        "removed",
      );
      expect(await works(key)).toBe(false);
      expect(await kinds()).toEqual(expect.arrayContaining(["ended_with_printer", "key_revoked", "printer_removed"]));
      expect(await surface.info(connection)).toBe(604);
    });

    it("is left, and that is said, when the printer is off", async () => {
      await withKey(input, "Left");
      await surface.off();
      expect(await removePrinter({ publicId: surface.publicId, userId: input.userId, address: ADDRESS })).toBe(
        "key_left",
      );
      await surface.on();
      expect(await kinds()).toContain("key_left");
    });
  });

  describe("its printer, once removed", () => {
    const remove = (userId = input.userId) => removePrinter({ publicId: surface.publicId, userId, address: ADDRESS });

    it("is nobody's, has no name and no code, and is told so on its connection", async () => {
      await db().linkingCode.create({
        data: { printerId: input.printerId, codeDigest: randomToken(10), createdAt: now(), expiresAt: now() },
      });
      const connection = await minted(input);
      const { ended } = await surface.watch(connection);
      const link = liveLinks().get(surface.publicId);
      expect(await remove()).toBe("removed");
      expect(["ended", "cut off"]).toContain(await ended);
      expect(await db().printer.findUniqueOrThrow({ where: { id: input.printerId } })).toMatchObject({
        ownerId: null,
        name: null,
        claimedAt: null,
      });
      expect(await db().linkingCode.count({ where: { printerId: input.printerId } })).toBe(0);
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
      const connection = await minted(input);
      expect(await remove(other.id)).toBe("nothing");
      expect(await removePrinter({ publicId: "A".repeat(60), userId: other.id, address: ADDRESS })).toBe("nothing");
      expect(await surface.info(connection)).toBe(200);
    });

    it("brings no connection back when it is linked again, to the same account or another", async () => {
      const connection = await minted(input);
      await remove();
      await own(input.userId);
      expect(await surface.info(connection)).toBe(604);
      await own((await someAccount()).id);
      expect(await surface.info(connection)).toBe(604);
    });

    it("leaves no connection that was authorized at the same moment", async () => {
      for (let round = 0; round < 5; round++) {
        await own(input.userId);
        const [mint] = await Promise.all([mintConnection(await again()), remove()]);
        await own(input.userId);
        if (mint.ok) expect(await surface.info(mint)).toBe(604);
        await until("the printer is back", () => liveLinks().has(surface.publicId));
      }
    });
  });

  it("is told to its app's server in every turn of its life, without a secret", async () => {
    const connection = await minted(input);
    const sibling = await minted(input);
    await surface.info(connection);
    await db().$transaction((tx) => recordConnectionsSuspended(tx, input.userId));
    await db().$transaction((tx) => recordConnectionsResumed(tx, input.userId));
    await revokeConsent({ consentId: await consentOf(connection), userId: input.userId, address: ADDRESS });
    await db().$transaction((tx) => recordConnectionsSuspended(tx, input.userId));
    const data = (id: string, reason?: string) => ({
      connectionId: id,
      appId: input.appId,
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
    const { email, name } = await db().user.findUniqueOrThrow({ where: { id: input.userId } });
    for (const personal of [email, name ?? "", "Voron", ADDRESS]) expect(rows.includes(personal)).toBe(false);
  });

  it("ends with its account: the ids are known, so that what runs can be ended, and its printers are nobody's", async () => {
    const connection = await minted(input);
    const { ended } = await surface.watch(connection);
    const [ids, printers] = await db().$transaction(async (tx) => [
      await endConnectionsOfAccount(tx, input.userId),
      await releasePrinters(tx, input.userId),
    ]);
    expect([ids, printers]).toEqual([[connection.id], [surface.publicId]]);
    for (const id of ids) endExchanges(id);
    expect(["ended", "cut off"]).toContain(await ended);
    expect((await told()).at(-1)?.data.reason).toBe("account_deleted");
  });

  describe("in its owner's list", () => {
    it("shows as one with its siblings, with its last use, and moves to the ended ones with the reason", async () => {
      const connection = await minted({ ...input, lifetime: "month" });
      await minted(input);
      await surface.info(connection);
      const [listed, ...more] = await listLivingConnections(input.userId);
      expect(more).toEqual([]);
      expect(listed).toMatchObject({
        appName: "Some App",
        printer: { name: "Voron", online: true },
        state: "valid",
        endsAt: connection.expiresAt,
        endedAt: undefined,
        lastUse: { from: "203.0.113.60", by: "token" },
      });
      await db().entitlement.updateMany({ where: { userId: input.userId }, data: { revokedAt: now() } });
      expect(await listLivingConnections(input.userId)).toMatchObject([{ state: "no_perks" }]);
      await revokeConsent({ consentId: listed!.consentId, userId: input.userId, address: ADDRESS });
      expect(await listLivingConnections(input.userId)).toEqual([]);
      expect(await listEndedConnections(input.userId)).toMatchObject([{ state: "user", endedAt: expect.any(Date) }]);
      moveClock(days(91));
      expect(await listEndedConnections(input.userId)).toEqual([]);
    });

    it("is ended at its chosen end whether or not that was written down", async () => {
      await minted({ ...input, lifetime: "day" });
      moveClock(days(1) + 1000);
      expect(await listLivingConnections(input.userId)).toEqual([]);
      expect(await listEndedConnections(input.userId)).toMatchObject([{ state: "expired" }]);
    });

    it("is its owner's only: others find nothing and revoke nothing", async () => {
      const connection = await minted(input);
      const consentId = await consentOf(connection);
      const other = await someAccount();
      expect(await getAccountConnection(other.id, consentId)).toBeUndefined();
      expect(await getAccountConnection(other.id, "none")).toBeUndefined();
      expect(await revokeConsent({ consentId, userId: other.id, address: ADDRESS })).toBe("nothing");
      expect(await revokeApp({ appId: input.appId, userId: other.id, address: ADDRESS })).toBe("nothing");
      expect(await surface.info(connection)).toBe(200);
      expect((await getAccountConnection(input.userId, consentId))?.ids).toEqual([connection.id]);
    });

    it("goes with all others of its app at once, and other apps stay", async () => {
      const all = [await minted(input), await minted(await again())];
      const other = await minted(await again({ appId: (await someApp()).id }));
      expect(await revokeApp({ appId: input.appId, userId: input.userId, address: ADDRESS })).toBe("revoked");
      for (const connection of all) expect(await surface.info(connection)).toBe(604);
      expect(await surface.info(other)).toBe(200);
    });

    it("tells nothing of a removed printer's new owner", async () => {
      await minted(input);
      await removePrinter({ publicId: surface.publicId, userId: input.userId, address: ADDRESS });
      await db().printer.update({
        where: { id: input.printerId },
        data: { ownerId: (await someAccount()).id, name: "Somebody's" },
      });
      expect(await listEndedConnections(input.userId)).toMatchObject([
        { state: "printer_removed", printer: undefined },
      ]);
    });
  });
});

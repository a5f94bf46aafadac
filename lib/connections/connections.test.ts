import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hours, minutes, moveClock, now } from "@/lib/clock";
import { answerConnectionInfo } from "@/lib/connections/answer-connection-info";
import { answerGadgetStatus } from "@/lib/connections/answer-gadget-status";
import { authenticateRelay, authenticateToken } from "@/lib/connections/authenticate-connection";
import { usableConnections } from "@/lib/connections/connection-store";
import { mintConnection, type MintedConnection } from "@/lib/connections/mint-connection";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { setUpDatabase } from "@/tests/support/database";
import { someAccount, someApp, somePrinter } from "@/tests/support/world";
import { endJourney } from "@/lib/journey/journey-store";
import { randomToken } from "@/lib/random";
import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";

const ADDRESS = "203.0.113.9";
type Input = Parameters<typeof mintConnection>[0];

/** A person at the consent screen. */
async function atConsent(): Promise<Input> {
  const user = await someAccount();
  const { printer } = await somePrinter({ ownerId: user.id });
  const app = await someApp();
  const id = randomToken(32);
  await db().portalSession.create({
    data: {
      id,
      browserDigest: "x",
      goal: "app",
      appId: app.id,
      userId: user.id,
      returnUrl: "http://localhost/",
      createdAt: now(),
      lastSeenAt: now(),
    },
  });
  return { portalSessionId: id, userId: user.id, appId: app.id, printerId: printer.id, address: ADDRESS };
}

async function minted(input: Input): Promise<MintedConnection> {
  const answer = await mintConnection(input);
  if (!answer.ok) throw new Error(answer.error);
  return answer;
}

const statusOf = async (token: string) => {
  const answer = await authenticateToken(token);
  return answer.ok ? 200 : answer.status;
};
const label = ({ url }: MintedConnection) => /app-([a-z0-9]+)\./.exec(url)?.[1] ?? "";
const call = (headers: Record<string, string>, body = "", method = "GET"): ApiCall => ({
  method,
  path: "/api/appconnection/info",
  query: new URLSearchParams(),
  headers,
  body: Buffer.from(body),
  address: ADDRESS,
  relayLabel: undefined,
});
const result = (answer: ApiAnswer) => (answer.body as { Result: Record<string, unknown> }).Result;

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
          `CREATE OR REPLACE FUNCTION fail_now() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'a fault'; END $$ LANGUAGE plpgsql`,
        );
        const only = table === "AuditLogEntry" ? "WHEN (NEW.kind = 'minted')" : "";
        await db().$executeRawUnsafe(
          `CREATE TRIGGER fault ${when} INSERT ON "${table}" FOR EACH ROW ${only} EXECUTE FUNCTION fail_now()`,
        );
        await expect(mintConnection(input)).rejects.toThrow();
        await db().$executeRawUnsafe(`DROP TRIGGER fault ON "${table}"`);
        expect(await db().consent.count({ where: { portalSessionId: input.portalSessionId } })).toBe(0);
        expect(await db().appConnection.count({ where: { userId: input.userId } })).toBe(0);
        expect(await db().auditLogEntry.count({ where: { userId: input.userId } })).toBe(0);
      }
    }
    expect(await mintConnection(input)).toMatchObject({ ok: true, sibling: 1 });
  });

  it("comes in three siblings at most, also under fifty parallel posts; the first one used lives and the others die", async () => {
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
    ["the journey was ended", ({ portalSessionId }) => endJourney(portalSessionId, "cancelled")],
    [
      "the journey is another account's",
      async ({ portalSessionId }) =>
        db().portalSession.update({ where: { id: portalSessionId }, data: { userId: (await someAccount()).id } }),
    ],
  ])("is not minted when %s at that moment", async (_, change) => {
    await change(input);
    expect(await mintConnection(input)).toEqual({ ok: false, error: "not_allowed" });
    expect(await db().appConnection.count({ where: { printerId: input.printerId } })).toBe(0);
  });

  it("and a cancel at the same moment never both count", async () => {
    for (let round = 0; round < 10; round++) {
      const one = await atConsent();
      const [granted, ended] = await Promise.all([
        mintConnection(one),
        endJourney(one.portalSessionId, "access_denied"),
      ]);
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

  it("opens the relay with basic or bearer of its own, each request by itself", async () => {
    const connection = await minted(input);
    const other = await minted(await atConsent());
    const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    const status = async (at: string, authorization?: string) => {
      const answer = await authenticateRelay(at, authorization);
      return answer.ok ? 200 : answer.status;
    };
    const here = label(connection);
    expect(await status(here, basic(connection.basicUser, connection.basicPassword))).toBe(200);
    expect(await status(here, `bearer ${connection.bearerToken}`)).toBe(200);
    for (const wrong of [
      undefined,
      "",
      "Basic",
      "Basic !!!",
      basic(connection.basicUser, "x"),
      basic("x", connection.basicPassword),
      basic(other.basicUser, other.basicPassword),
      `Bearer ${other.bearerToken}`,
      `Bearer ${connection.appApiToken}`,
      `Digest ${connection.bearerToken}`,
    ]) {
      expect(await status(here, wrong), wrong).toBe(606);
    }
    expect(await status("nosuchlabel", `Bearer ${connection.bearerToken}`)).toBe(603);
  });

  it("tells its app about the printer, in Result and beside it, with no date null", async () => {
    const { appApiToken } = await minted(input);
    const answer = await answerConnectionInfo(call({ apptoken: appApiToken }));
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ Status: 200, Error: "", IsUserError: false, PrinterName: "Voron" });
    expect(result(answer)).toMatchObject({
      PrinterName: "Voron",
      PrinterLocalIp: "192.168.1.20",
      IsOnline: true,
      LastDisconnectTimeUtc: "0001-01-01T00:00:00",
      PrinterLimits: {
        MaxDownloadFileSizeBytes: expect.any(Number),
        MaxUploadFileSizeBytes: expect.any(Number),
        MaxSingleWebcamStreamLengthSeconds: expect.any(Number),
      },
    });
    expect(result(answer).UserFacingPrinterUrl).toMatch(/^http:\/\/localhost:3000\/view\/[A-Z0-9]{60}$/);
    expect(result(answer).LastConnectionTimeUtc).toMatch(/^\d{4}-/);
  });

  it("takes the token in the header or in the body of a post, and says 400 without one", async () => {
    const { appApiToken } = await minted(input);
    expect((await answerConnectionInfo(call({}, JSON.stringify({ AppToken: appApiToken }), "POST"))).status).toBe(200);
    expect((await answerConnectionInfo(call({ apptoken: appApiToken }, "", "POST"))).status).toBe(200);
    for (const body of ["", "{}", "[]", "null", "not json", '{"AppToken":5}'])
      expect((await answerConnectionInfo(call({}, body, "POST"))).body).toMatchObject({
        Status: 400,
        Error: expect.stringMatching(/.+/),
        Result: {},
      });
  });

  it("answers failure detection as switched off", async () => {
    const { appApiToken } = await minted(input);
    expect(result(await answerGadgetStatus(call({ apptoken: appApiToken }, "", "POST")))).toEqual({
      State: 0,
      Status: "",
      StatusColor: "w",
      Rating: 10,
    });
  });

  it("answers an app that asks too often with 600 and when to come back, each connection by itself", async () => {
    const [one, other] = [await minted(input), await minted(await atConsent())];
    const gadget = (token: string) => answerGadgetStatus(call({ apptoken: token }, "", "POST"));
    const statuses = [];
    for (let index = 0; index < 6; index++) statuses.push((await gadget(one.appApiToken)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 600, 600]);
    const refused = await gadget(one.appApiToken);
    expect(Number(refused.headers?.["Retry-After"])).toBeGreaterThan(0);
    expect(Number(refused.headers?.["Retry-After"])).toBeLessThanOrEqual(30);
    expect(refused.body).toMatchObject({
      Status: 600,
      IsUserError: false,
      Error: expect.stringMatching(/wait/),
      Result: {},
    });
    expect((await gadget(other.appApiToken)).status).toBe(200);
    expect(await statusOf(one.appApiToken)).toBe(200);
  });

  it("lets no guesser and no dead connection of the same home stop a good one", async () => {
    const good = await minted(input);
    const key = `appApiRefusalsPerAddress:${digest("203.0.113.99").slice(0, 32)}`;
    const from = (token: string) => answerConnectionInfo({ ...call({ apptoken: token }), address: "203.0.113.99" });
    expect((await from(randomToken(38))).status).toBe(603);
    await db().rateLimit.update({ where: { key }, data: { points: 100_000 } });
    expect(await from(randomToken(38))).toMatchObject({
      status: 600,
      headers: { "Retry-After": expect.stringMatching(/^\d+$/) },
    });
    for (let index = 0; index < 5; index++) expect((await from(good.appApiToken)).status).toBe(200);
  });
});

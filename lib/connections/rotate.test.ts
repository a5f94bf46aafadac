import { beforeEach, describe, expect, it } from "vitest";
import { days, moveClock, seconds } from "@/lib/clock";
import { listLivingConnections } from "@/lib/connections/account-connection-store";
import { answerRevoke } from "@/lib/connections/answer-revoke";
import { answerRotate } from "@/lib/connections/answer-rotate";
import { cachedConnections } from "@/lib/connections/cached-connections";
import { endDueConnections } from "@/lib/connections/end-due-connections";
import type { MintedConnection } from "@/lib/connections/mint-connection";
import { revokeConsent } from "@/lib/connections/revoke-consent";
import { consentOf, expected, minted, row, setUpConnectionLife } from "@/lib/connections/test-connection-life";
import { call, result } from "@/lib/connections/test-consent";
import { db } from "@/lib/db/client";
import type { ApiAnswer } from "@/lib/http/api-call";
import { resetLimit } from "@/lib/rate-limits/rate-limit-store";

const asks = (token: string) => call({ apptoken: token }, "", "POST");
/** Past the pause that one connection takes between two rotations. */
const rotate = async (connection: MintedConnection): Promise<ApiAnswer> => {
  await resetLimit("rotationsPerConnection", connection.id);
  return answerRotate(asks(connection.appApiToken));
};
/** What an app makes of an answer. */
const read = (answer: ApiAnswer): MintedConnection => {
  const values = result(answer) as Record<string, string>;
  return {
    id: values.id ?? "",
    url: values.url ?? "",
    appApiToken: values.appApiToken ?? "",
    basicUser: values.authBasicHttpUser ?? "",
    basicPassword: values.authBasicHttpPassword ?? "",
    bearerToken: values.authBearerToken ?? "",
    tunnelEndpoint: "",
    sibling: 2,
    expiresAt: null,
    replacedConsents: [],
  };
};
const renewed = async (connection: MintedConnection) => read(await rotate(connection));

describe("rotating credentials", () => {
  const life = setUpConnectionLife();
  let old: MintedConnection;
  beforeEach(async () => {
    old = await minted(life.input);
  });

  it("answers all values of a completion, every secret another, and both work for a minute", async () => {
    const answer = await rotate(old);
    expect(Object.keys(result(answer)).sort()).toEqual(
      [
        ...["success", "id", "url", "appApiToken", "printername", "userPrinterAccessUrl", "printerLastKnownLocalIp"],
        ...["authBasicHttpUser", "authBasicHttpPassword", "authbasichttpuser", "authbasichttppassword"],
        ...["authBearerToken", "octoPrintApiKey"],
      ].sort(),
    );
    const fresh = read(answer);
    for (const name of ["id", "url", "appApiToken", "basicUser", "basicPassword", "bearerToken"] as const)
      expect(fresh[name]).not.toBe(old[name]);
    for (const connection of [old, fresh, old]) expect(await life.answers(connection)).toEqual(expected("valid"));
    moveClock(seconds(50));
    expect(await life.answers(old)).toEqual(expected("valid"));
    moveClock(seconds(61));
    expect(await life.answers(old)).toEqual(expected("replaced"));
    expect(await life.answers(fresh)).toEqual(expected("valid"));
    await endDueConnections();
    expect(await life.answers(old)).toEqual(expected("replaced"));
    moveClock(days(2));
    expect(await life.answers(fresh)).toEqual(expected("valid"));
  });

  it("is told to the owner and to the app's server, with no mail and no second connection to look at", async () => {
    const fresh = await renewed(old);
    moveClock(seconds(61));
    await endDueConnections();
    expect(await life.kinds()).toEqual(["consented", "minted", "rotated"]);
    expect(await life.told()).toEqual(
      [
        { type: "connection.created", id: old.id },
        { type: "connection.created", id: fresh.id },
        { type: "connection.revoked", id: old.id, reason: "replaced" },
      ].map(({ type, id, ...data }) =>
        expect.objectContaining({ type, data: expect.objectContaining({ connectionId: id, ...data }) }),
      ),
    );
    const [shown, ...others] = await listLivingConnections(life.input.userId);
    expect([shown?.state, others]).toEqual(["valid", []]);
  });

  it("ends what ran on the old ones with them, and keeps what was chosen at consent", async () => {
    const lasting = await minted(await life.again({ lifetime: "day" }));
    const fresh = await renewed(lasting);
    expect((await row(fresh.id)).expiresAt).toEqual(
      (await db().consent.findUniqueOrThrow({ where: { id: await consentOf(fresh) } })).expiresAt,
    );
    const stream = await life.surface.watch(lasting);
    moveClock(seconds(61));
    await endDueConnections();
    expect(await stream.ended).toBeDefined();
    moveClock(days(1) + seconds(1));
    expect(await life.answers(fresh)).toEqual(expected("expired"));
  });

  it("asked again after a lost answer, it gives newer ones in place of those that nobody used", async () => {
    const lost = await renewed(old);
    const fresh = await renewed(old);
    expect(await life.surface.info(fresh)).toBe(200);
    expect(await life.surface.info(lost)).toBe(604);
    expect(await rotate(old)).toMatchObject({ status: 400, body: { IsUserError: true } });
    expect(await life.surface.info(fresh)).toBe(200);
    moveClock(seconds(61));
    expect((await rotate(old)).status).toBe(604);
    expect((await rotate(fresh)).status).toBe(200);
  });

  it("answers one of twenty at once; the others are told to wait", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => answerRotate(asks(old.appApiToken))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(19).fill(600)]);
    const [fresh] = answers.filter(({ status }) => status === 200).map(read);
    expect(await life.surface.info(fresh!)).toBe(200);
  });

  it("settles which of several siblings lives, as any use does", async () => {
    const sibling = await minted(life.input);
    const fresh = await renewed(sibling);
    expect(await life.surface.info(old)).toBe(604);
    expect(await life.surface.info(fresh)).toBe(200);
  });

  it.each([
    ["nobody's", "acpapinobody", 603],
    ["no", "", 400],
  ])("%s token rotates and revokes nothing", async (_, token, status) => {
    expect((await answerRotate(asks(token))).status).toBe(status);
    expect((await answerRevoke(asks(token))).status).toBe(status);
  });

  it("waits for perks; giving back does not", async () => {
    await db().entitlement.deleteMany({ where: { userId: life.input.userId } });
    expect((await rotate(old)).status).toBe(605);
    expect((await answerRevoke(asks(old.appApiToken))).status).toBe(200);
    expect(await life.answers(old)).toEqual(expected("user"));
  });

  it("at the moment of a revocation comes before and ends with it, or is nothing", async () => {
    const { userId, address } = life.input;
    for (let round = 0; round < 8; round++) {
      const connection = await minted(await life.again());
      const consentId = await consentOf(connection);
      await Promise.all([rotate(connection), revokeConsent({ consentId, userId, address })]);
      expect(await db().appConnection.count({ where: { consentId, revokedAt: null } })).toBe(0);
    }
  });

  describe("giving a connection back", () => {
    it("ends all that its consent gave, what runs on it too, and tells as a person's revoke does", async () => {
      const fresh = await renewed(old);
      const stream = await life.surface.watch(fresh);
      expect(await answerRevoke(asks(fresh.appApiToken))).toMatchObject({ status: 200, body: { Result: {} } });
      for (const connection of [old, fresh]) expect(await life.answers(connection)).toEqual(expected("user"));
      await stream.ended;
      expect(await life.kinds()).toEqual(["consented", "minted", "rotated", "revoked_by_app"]);
      expect((await life.told()).slice(-2).map(({ data }) => data.reason)).toEqual(["user", "user"]);
      expect((await answerRevoke(asks(fresh.appApiToken))).status).toBe(604);
      expect(cachedConnections().size).toBe(0);
    });

    it("leaves the app's other connections alone", async () => {
      const other = await minted(await life.again());
      await answerRevoke(asks(old.appApiToken));
      expect(await life.answers(other)).toEqual(expected("valid"));
    });
  });
});

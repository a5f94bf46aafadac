import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { moveClock } from "@/lib/clock";
import { answerConnectionInfo } from "@/lib/connections/answer-connection-info";
import { answerGadgetStatus } from "@/lib/connections/answer-gadget-status";
import { authenticateRelay } from "@/lib/connections/authenticate-connection";
import { atConsent, call, label, minted, result, statusOf, type Input } from "@/lib/connections/test-consent";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { randomToken } from "@/lib/random";
import { setUpDatabase } from "@/tests/support/database";

describe("an App Connection", () => {
  setUpDatabase();
  let input: Input;
  beforeEach(async () => {
    moveClock(0);
    input = await atConsent();
  });
  afterEach(() => moveClock(0));

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

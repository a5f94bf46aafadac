import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { changeApp } from "@/lib/apps/app-store";
import { minutes, moveClock, seconds } from "@/lib/clock";
import { sweepCodes } from "@/lib/connections/authorization-code-store";
import { revokeConsent } from "@/lib/connections/revoke-consent";
import { atConsent, statusOf, type Input } from "@/lib/connections/test-consent";
import { db } from "@/lib/db/client";
import { ask, codeOf, given, redeem, valueOf, VERIFIER } from "@/lib/journey/token/test-token";
import { ADDRESS_LIMITS } from "@/lib/rate-limits/address-limits";
import { consume } from "@/lib/rate-limits/rate-limit-store";
import { setUpDatabase } from "@/tests/support/database";
import { mailsTo } from "@/tests/support/mails";

const connectionsOf = (appId: string) => db().appConnection.count({ where: { appId } });
const statuses = async (answers: Promise<{ status: number }>[]) =>
  (await Promise.all(answers)).map(({ status }) => status).sort();

describe("a code of a completion that is bound to its app", () => {
  setUpDatabase();
  let input: Input;
  let code: string;
  beforeEach(async () => {
    moveClock(0);
    ({ input, code } = await given());
  });
  afterEach(() => moveClock(0));

  it("is of letters and digits, kept as a digest, and nothing is minted for it yet", async () => {
    expect(code).toMatch(/^acpcode[A-Za-z0-9]{32}$/);
    expect(JSON.stringify(await db().authorizationCode.findMany())).not.toContain(code);
    expect(await connectionsOf(input.appId)).toBe(0);
    expect(await mailsTo((await db().user.findUniqueOrThrow({ where: { id: input.userId } })).email)).toEqual([]);
  });

  it("gives every value of a completion to who knows the verifier", async () => {
    await db().journey.update({ where: { id: input.journeyId }, data: { state: "a b+c" } });
    const answer = await redeem(input, code);
    expect(answer).toMatchObject({ status: 200, body: { Status: 200, Error: "", IsUserError: false } });
    const { Result } = answer.body as { Result: Record<string, string> };
    expect(Result).toEqual({
      success: true,
      id: expect.stringMatching(/^acp/),
      url: expect.stringMatching(/^http:\/\/app-[a-z0-9]{32}\.localhost:3000$/),
      appApiToken: expect.stringMatching(/^acpapi/),
      printername: "Voron",
      userPrinterAccessUrl: expect.stringContaining("/view/"),
      printerLastKnownLocalIp: "192.168.1.20",
      authBasicHttpUser: expect.stringMatching(/^acpuser/),
      authBasicHttpPassword: expect.stringMatching(/^acppass/),
      authbasichttpuser: Result.authBasicHttpUser,
      authbasichttppassword: Result.authBasicHttpPassword,
      authBearerToken: expect.stringMatching(/^acpbearer/),
      state: "a b+c",
    });
    expect(await statusOf(Result.appApiToken ?? "")).toBe(200);
  });

  it("is told to the owner as the other way is: consent, then mint, and one mail", async () => {
    const { email } = await db().user.findUniqueOrThrow({ where: { id: input.userId } });
    await redeem(input, code);
    await redeem(input, code);
    const entries = await db().auditLogEntry.findMany({ where: { userId: input.userId }, orderBy: { at: "asc" } });
    expect(entries.map(({ kind }) => kind)).toEqual(["consented", "minted", "minted"]);
    expect((await mailsTo(email)).map(({ subject }) => subject)).toEqual([expect.stringContaining("Some App")]);
  });

  it("gives siblings for two minutes, three in all, until one of them is used", async () => {
    moveClock(minutes(9));
    const first = await redeem(input, code);
    moveClock(minutes(11) - seconds(1));
    const second = await redeem(input, code);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(await statusOf(valueOf(second, "appApiToken"))).toBe(200);
    expect(await statusOf(valueOf(first, "appApiToken"))).toBe(604);
    expect((await redeem(input, code)).status).toBe(400);
  });

  it("gives nothing two minutes after it was redeemed", async () => {
    await redeem(input, code);
    moveClock(minutes(2) + seconds(1));
    expect((await redeem(input, code)).status).toBe(400);
    expect(await connectionsOf(input.appId)).toBe(1);
  });

  it("gives nothing ten minutes after it was given", async () => {
    moveClock(minutes(10));
    expect((await redeem(input, code)).status).toBe(400);
    expect(await connectionsOf(input.appId)).toBe(0);
  });

  it("gives three connections when twenty redeem it at once", async () => {
    const answers = await statuses(Array.from({ length: 20 }, () => redeem(input, code)));
    expect(answers).toEqual([...Array<number>(3).fill(200), ...Array<number>(17).fill(400)]);
    expect(await connectionsOf(input.appId)).toBe(3);
  });

  it("gives three in all when the consent was posted again and all its codes are redeemed at once", async () => {
    const codes = [code, await codeOf(input), await codeOf(input)];
    await expect(codeOf(input)).rejects.toThrow("consent_used_up");
    const answers = await statuses([...codes, ...codes, ...codes].map((one) => redeem(input, one)));
    expect(answers.filter((status) => status === 200)).toHaveLength(3);
    expect(await connectionsOf(input.appId)).toBe(3);
  });

  it.each([
    ["a wrong verifier", { code_verifier: VERIFIER.replace("a", "b") }],
    ["a verifier that is none", { code_verifier: "short" }],
    ["another app", { appId: "another" }],
    ["another code", { code: `acpcode${"x".repeat(32)}` }],
    ["a code of any length", { code: "x".repeat(10_000) }],
  ])("gives nothing for %s, in the same words", async (_, change) => {
    const refused = await redeem(input, code, change);
    expect(refused.status).toBe(400);
    expect(refused.body).toEqual((await redeem(input, "unknown")).body);
    expect((await redeem(input, code)).status).toBe(200);
  });

  it("is over after five wrong verifiers, and what was given stays", async () => {
    const answer = await redeem(input, code);
    const wrong = () => redeem(input, code, { code_verifier: "w".repeat(43) });
    await statuses([wrong(), wrong(), wrong(), wrong()]);
    const { body: sibling, status } = await redeem(input, code);
    expect([status, sibling]).toEqual([200, expect.anything()]);
    await wrong();
    expect((await redeem(input, code)).status).toBe(400);
    expect(await statusOf(valueOf(answer, "appApiToken"))).toBe(200);
  });

  it.each([{}, { code: "x" }, { code: 1, code_verifier: 2, appId: 3 }, { code: "", code_verifier: "", appId: "" }])(
    "needs its three fields: %j",
    async (body) => expect(await ask(body)).toMatchObject({ status: 400, body: { IsUserError: true } }),
  );

  it("tells an address that guesses to wait, and redeems right codes from there all the same", async () => {
    const guesser = "198.51.100.77";
    const { points } = ADDRESS_LIMITS.codeRefusalsPerAddress;
    // Ten times wider in evaluation mode.
    await Promise.all(Array.from({ length: points * 10 }, () => consume("codeRefusalsPerAddress", guesser)));
    const refused = await redeem(input, "guessed", {}, guesser);
    expect(refused).toMatchObject({ status: 600, headers: { "Retry-After": expect.stringMatching(/^\d+$/) } });
    expect((await redeem(input, code, {}, guesser)).status).toBe(200);
  });

  it("waits for perks that are gone, and gives a connection once they are back", async () => {
    const { entitlement } = db();
    const [perks] = await entitlement.findMany({ where: { userId: input.userId } });
    await entitlement.deleteMany({ where: { userId: input.userId } });
    expect((await redeem(input, code)).status).toBe(605);
    await entitlement.create({ data: perks! });
    expect((await redeem(input, code)).status).toBe(200);
  });

  it("ends with its app's being disabled, with its printer's changing hands, and with its journey", async () => {
    await changeApp(input.appId, { enabled: false });
    await changeApp(input.appId, { enabled: true });
    expect((await redeem(input, code)).status).toBe(400);
    const other = await given();
    await db().printer.update({ where: { id: other.input.printerId }, data: { ownerId: null } });
    expect((await redeem(other.input, other.code)).status).toBe(400);
    const third = await given();
    await db().journey.delete({ where: { id: third.input.journeyId } });
    expect((await redeem(third.input, third.code)).status).toBe(400);
  });

  it("gives nothing more once what it gave was revoked", async () => {
    await redeem(input, code);
    const { id: consentId } = await db().consent.findUniqueOrThrow({ where: { journeyId: input.journeyId } });
    await revokeConsent({ consentId, userId: input.userId, address: input.address });
    expect((await redeem(input, code)).status).toBe(400);
  });

  it("ends what the person chose to replace with the first connection, not before", async () => {
    const before = valueOf(await redeem(input, code), "appApiToken");
    expect(await statusOf(before)).toBe(200);
    const { userId, appId, printerId } = input;
    const next = await atConsent();
    await db().journey.update({ where: { id: next.journeyId }, data: { userId, appId, replaces: true } });
    const again = { ...next, userId, appId, printerId };
    const second = await codeOf(again);
    expect(await statusOf(before)).toBe(200);
    expect((await redeem(again, second)).status).toBe(200);
    expect(await statusOf(before)).toBe(604);
  });

  it("is forgotten an hour after it was over", async () => {
    moveClock(minutes(69));
    await sweepCodes();
    expect(await db().authorizationCode.count({ where: { consent: { appId: input.appId } } })).toBe(1);
    moveClock(minutes(71));
    await sweepCodes();
    expect(await db().authorizationCode.count({ where: { consent: { appId: input.appId } } })).toBe(0);
  });
});

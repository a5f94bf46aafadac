import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hours, minutes, moveClock, seconds } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { overrideEnv } from "@/lib/env";
import { findAgentByToken } from "@/lib/printers/agents/agent-token-store";
import { answerUnlinked } from "@/lib/printers/agents/answer-unlinked";
import { deleteRefusedAgents } from "@/lib/printers/agents/shown-agent-store";
import { klipperBody, newDeviceId, poll, somePage, tokenOf, verify } from "@/lib/printers/agents/test-agents";
import { forgetAllUnlinked, unlinkedCount } from "@/lib/printers/agents/unlinked-registry";
import { readLanIp, readUnlinked } from "@/lib/printers/agents/unlinked-shape";
import { findPrinterByCode } from "@/lib/printers/find-printer-by-code";
import { printerOfSetup, type SetupPlace } from "@/lib/printers/setup/setup-token-store";
import { HOME } from "@/lib/printers/test-linking";
import { setUpDatabase } from "@/tests/support/database";

const enter = (code: string, { userId, journeyId }: SetupPlace) =>
  findPrinterByCode({ code, userId, journeyId, address: HOME });
const codeOf = async (deviceId: string) => (await poll(deviceId)).body.one_time_passcode;
const givenTo = async (deviceId: string) => (await poll(deviceId)).body.verification_code;

describe("a passcode that an agent shows", () => {
  setUpDatabase();
  let page: SetupPlace;
  let device: string;
  beforeEach(async () => {
    await db().rateLimit.deleteMany();
    forgetAllUnlinked();
    page = await somePage();
    device = newDeviceId();
  });
  afterEach(() => moveClock(0));

  it("is a linking code of ours, the same while it lives, with every key that the agent needs", async () => {
    const { status, body } = await poll(device);
    expect(status).toBe(200);
    const form = /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/;
    expect(body).toEqual({
      messages: [],
      one_time_passcode: expect.stringMatching(form) as string,
      one_time_passlink: expect.stringContaining(
        `/getstarted?code=${body.one_time_passcode.replace("-", "")}`,
      ) as string,
      verification_code: "",
    });
    moveClock(minutes(13));
    expect((await poll(device, { one_time_passcode: body.one_time_passcode })).body).toEqual(body);
    moveClock(minutes(14) + seconds(1));
    expect(await codeOf(device)).not.toBe(body.one_time_passcode);
    expect(await enter(body.one_time_passcode, page)).toMatchObject({ ok: false });
  });

  it("has a place among so many, which whoever is silent makes for a newcomer", async () => {
    const from = (n: number) => `2001:db8:${(n >> 8).toString(16)}:${(n & 255).toString(16)}::1`;
    const ask = (n: number) =>
      answerUnlinked(Buffer.from(JSON.stringify(klipperBody(newDeviceId(), {}))), from(n)).status;
    for (let n = 0; unlinkedCount() < 10_000; n++) ask(n % 60_000);
    moveClock(seconds(61));
    ask(60_001);
    expect(unlinkedCount()).toBe(1);
    forgetAllUnlinked();
  }, 90_000);

  it("is not for OctoPrint's agent, of which nothing is kept", async () => {
    const before = unlinkedCount();
    const body = klipperBody(device, { agent: "Obico for OctoPrint", one_time_passcode: undefined });
    expect(answerUnlinked(Buffer.from(JSON.stringify(body)), HOME)).toEqual({ status: 200, body: { messages: [] } });
    expect(unlinkedCount()).toBe(before);
  });

  it("entered on a page links the agent at its next question, and its printer appears there", async () => {
    const code = await codeOf(device);
    expect(await enter(code.toLowerCase().replace("-", " "), page)).toEqual({ ok: true, printerId: undefined });
    expect(await printerOfSetup(page)).toBeUndefined();
    const asked = (await poll(device)).body;
    expect(asked).toMatchObject({ messages: [], one_time_passcode: code });
    expect(asked.verification_code).toMatch(/^[A-Za-z0-9]{64}$/);
    const linked = await verify(asked.verification_code);
    expect(linked.status).toBe(200);
    const shown = await printerOfSetup(page);
    expect(shown?.hostName).toBe("voron-pi");
    expect(await findAgentByToken(tokenOf(linked))).toMatchObject({ printerId: shown?.printerId, owned: false });
    expect(await db().printer.findUnique({ where: { id: shown?.printerId ?? "" } })).toMatchObject({
      platform: 2,
      lanIp: "192.168.1.21",
      networkAddress: HOME,
      ownerId: null,
    });
  });

  it("links one of two people who enter it at once, and the other reads that it is wrong", async () => {
    const code = await codeOf(device);
    const other = await somePage();
    const answers = await Promise.all([enter(code, page), enter(code, other), enter(code, page), enter(code, other)]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await verify(await givenTo(device))).status).toBe(200);
    expect([await printerOfSetup(page), await printerOfSetup(other)].filter(Boolean)).toHaveLength(1);
  });

  it("that was given leads to a token until the printer has connected, however often an answer is lost", async () => {
    await enter(await codeOf(device), page);
    const given = await givenTo(device);
    moveClock(minutes(50));
    expect(await givenTo(device)).toBe(given);
    const tokens = (await Promise.all([verify(given), verify(given), verify(given)])).map(tokenOf);
    const last = tokenOf(await verify(given));
    expect(await findAgentByToken(last)).not.toBeNull();
    for (const token of tokens) expect(await findAgentByToken(token)).toBeNull();
    expect(await db().printer.count({ where: { isAgent: true, setupTokens: { some: page } } })).toBe(1);
    expect(await givenTo(device)).toBe(given);
    await db().printer.updateMany({ where: { setupTokens: { some: page } }, data: { lastConnectedAt: new Date() } });
    expect((await verify(given)).status).toBe(404);
    expect(await findAgentByToken(last)).not.toBeNull();
  });

  it("is another one for an agent that was linked and asks again, so that what it is given works", async () => {
    const code = await codeOf(device);
    await enter(code, page);
    await verify(await givenTo(device));
    moveClock(seconds(21));
    const again = (await poll(device)).body;
    expect(again.verification_code).toBe("");
    expect(again.one_time_passcode).not.toBe(code);
    expect(await enter(again.one_time_passcode, await somePage())).toMatchObject({ ok: true });
  });

  it("leads nowhere once its agent is silent for a minute: nobody waits for what has gone", async () => {
    const code = await codeOf(device);
    moveClock(minutes(1) + seconds(1));
    expect(await enter(code, page)).toMatchObject({ ok: false, error: "linking_code_wrong" });
  });

  it("refused on its page ends the agent at once, with its token and its code", async () => {
    await enter(await codeOf(device), page);
    const given = await givenTo(device);
    const token = tokenOf(await verify(given));
    const [publicId] = await deleteRefusedAgents(page);
    expect(publicId).toMatch(/^\w{48}$/);
    expect(await findAgentByToken(token)).toBeNull();
    expect((await verify(given)).status).toBe(404);
    expect(await printerOfSetup(page)).toBeUndefined();
  });

  it("of an agent that asks no more is forgotten after an hour", async () => {
    await poll(device);
    moveClock(hours(1) + seconds(1));
    await poll(newDeviceId());
    expect(unlinkedCount()).toBe(1);
  });

  it("has no place for the 61st agent of an address, nor the 301st of a network: they come again later", async () => {
    overrideEnv({ mode: "production" });
    const open = async (count: number, addressOf: (n: number) => string) =>
      (await Promise.all(Array.from({ length: count }, (_, n) => poll(newDeviceId(), {}, addressOf(n))))).filter(
        ({ status }) => status === 200,
      ).length;
    try {
      expect(await open(70, () => "198.51.100.1")).toBe(60);
      expect(await open(400, (n) => `192.0.2.${n % 200}`)).toBe(300);
      expect((await poll(newDeviceId(), {}, "198.51.100.1")).status).toBe(503);
      expect((await poll(newDeviceId(), {}, "203.0.113.200")).status).toBe(200);
    } finally {
      overrideEnv({ mode: "evaluation" });
    }
  });
});

describe("what an agent says of itself", () => {
  it.each([
    ["192.168.1.21", "192.168.1.21"],
    ["10.0.0.1", "10.0.0.1"],
    ["fd00::1", "fd00::1"],
    ["8.8.8.8", null],
    ["127.0.0.1", null],
    ["voron.local", null],
    ["1".repeat(10_000), null],
    [{}, null],
  ])("is an address of its own network or none: %.30s", (said, read) => {
    expect(readLanIp(said)).toBe(read);
  });

  it("may be anything: it is read as text of a host name or not at all, and never throws", () => {
    const anything = fc.record(
      {
        device_id: fc.oneof(fc.constant("a".repeat(32)), fc.anything()),
        hostname: fc.oneof(fc.constantFrom("<b>pi</b>", "x".repeat(1e6), "pi", "\u202epi"), fc.anything()),
        host_or_ip: fc.anything(),
        agent: fc.anything(),
        one_time_passcode: fc.anything(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(anything, (fields) => {
        const told = readUnlinked(fields as Record<string, unknown>);
        return told === undefined || told.hostName === null || /^[A-Za-z0-9][\w.-]{0,62}$/.test(told.hostName);
      }),
    );
  });

  it("is answered below 500 whatever the bytes are", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => Buffer.from(text)),
        ),
        (bytes) => {
          const { status } = answerUnlinked(Buffer.from(bytes), HOME);
          return status === 200 || status === 400;
        },
      ),
    );
  });
});

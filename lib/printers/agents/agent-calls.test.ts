import { describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { overrideEnv } from "@/lib/env";
import { countDeadTokens } from "@/lib/gateway/agents/dead-tokens";
import { askForPicture } from "@/lib/gateway/agents/pictures";
import { liveLinks } from "@/lib/gateway/links/live-links";
import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";
import { createAgent } from "@/lib/printers/agents/agent-token-store";
import {
  answerAgentPrinter,
  answerGCodeFile,
  answerNozzleCamera,
  answerPrinterEvent,
  answerPrinterExtension,
  nameAgentPrinter,
} from "@/lib/printers/agents/answer-agent-calls";
import { answerPicture, endPicture, passPictureBy } from "@/lib/printers/agents/answer-picture";
import { showOnPage } from "@/lib/printers/agents/shown-agent-store";
import { somePage } from "@/lib/printers/agents/test-agents";
import { confirmPrinter } from "@/lib/printers/confirm-printer";
import { getFoundPrinter } from "@/lib/printers/found-printer-store";
import { proposedName } from "@/lib/printers/printer-name";
import { renamePrinter } from "@/lib/printers/rename-printer";
import { call, HOME, pretendConnected } from "@/lib/printers/test-linking";
import { randomToken } from "@/lib/random";
import { setUpDatabase } from "@/tests/support/database";
import { someAccount } from "@/tests/support/world";

const makeAgent = () =>
  db().$transaction((tx) => createAgent({ platform: "octoprint", lanIp: null, networkAddress: HOME }, tx));
const by = (token: string, more: Partial<ApiCall> = {}): ApiCall => ({
  ...call(""),
  ...more,
  headers: { authorization: `Token ${token}`, ...more.headers },
});
/** A multipart body whose last part is a picture. */
const parts = (count: number, more = "") =>
  Buffer.from(
    `--x\r\nContent-Disposition: form-data; name=pic; filename=${more}a.jpg\r\n\r\nb\r\n`.repeat(count) + "--x--\r\n",
  );
const CALLS = [
  answerAgentPrinter,
  answerGCodeFile,
  answerPrinterEvent,
  answerNozzleCamera,
  answerPrinterExtension,
  passPictureBy,
];

describe("an agent's calls", () => {
  setUpDatabase();

  it("are answered as it needs them", async () => {
    const { token, publicId } = await makeAgent();
    expect(await answerAgentPrinter(by(token))).toEqual({
      status: 200,
      body: {
        user: { is_pro: false },
        printer: { id: publicId, name: "printer", is_pro: false, retract_on_pause: 0 },
      },
    });
    expect(await answerGCodeFile(by(token))).toEqual({ status: 201, body: { id: 1 } });
    expect(await answerPrinterExtension(by(token))).toEqual({
      status: 200,
      body: { ext: { first_layer_scan_opted_in: false } },
    });
    for (const answer of [answerPrinterEvent, answerNozzleCamera, passPictureBy])
      expect((await answer(by(token)))?.status).toBe(200);
  });

  describe("name its printer", () => {
    const patch = (token: string, body: unknown) =>
      nameAgentPrinter(by(token, { method: "PATCH", body: Buffer.from(JSON.stringify(body) ?? "{") }));
    const nameIn = ({ body }: ApiAnswer) => (body as { printer: { name: string } }).printer.name;
    const row = (id: string) => db().printer.findUniqueOrThrow({ where: { id } });
    /** An agent that somebody found, by a page of theirs. */
    const found = async () => {
      const place = await somePage();
      const agent = await makeAgent();
      await db().$transaction((tx) => showOnPage(place, agent.printerId, null, tx));
      return { ...agent, ...place };
    };
    const add = ({ printerId, userId }: Awaited<ReturnType<typeof found>>, name: string) =>
      confirmPrinter({ printerId, userId, name, address: HOME });

    it("for the page to propose, cleaned, while nobody owns it", async () => {
      const agent = await found();
      const answer = await patch(agent.token, { name: "  Ender\u202e 3\n<b>x</b> " });
      expect([answer.status, nameIn(answer)]).toEqual([200, "Ender 3 <b>x</b>"]);
      expect(await row(agent.printerId)).toMatchObject({ name: null, saidName: "Ender 3 <b>x</b>", ownerId: null });
      expect(await getFoundPrinter(agent.printerId, agent.userId)).toMatchObject({ saidName: "Ender 3 <b>x</b>" });
    });

    it("also when it was added meanwhile as the page proposed, once, and its owner reads of it", async () => {
      const agent = await found();
      expect(await add(agent, proposedName("octoprint"))).toEqual({ ok: true });
      expect(nameIn(await patch(agent.token, { name: "Ender 3" }))).toBe("Ender 3");
      expect((await row(agent.printerId)).name).toBe("Ender 3");
      const where = { userId: agent.userId, kind: "printer_renamed" as const };
      expect(await db().auditLogEntry.count({ where })).toBe(1);
      expect(nameIn(await patch(agent.token, { name: "Another" }))).toBe("Ender 3");
      expect(await db().auditLogEntry.count({ where })).toBe(1);
    });

    it("never over its owner's own name", async () => {
      const named = await found();
      await add(named, "Mine");
      expect(nameIn(await patch(named.token, { name: "Theirs" }))).toBe("Mine");
      const renamed = await found();
      await add(renamed, proposedName("octoprint"));
      await renamePrinter({ publicId: renamed.publicId, userId: renamed.userId, name: "Mine", address: HOME });
      expect(nameIn(await patch(renamed.token, { name: "Theirs" }))).toBe("Mine");
      expect((await row(renamed.printerId)).name).toBe("Mine");
    });

    it.each([
      { name: "" },
      { name: " \u200b" },
      { name: "x".repeat(61) },
      { name: 7 },
      { name: {} },
      [],
      null,
      undefined,
    ])("by the rules for names: %j is none, and changes nothing", async (body) => {
      const { token, printerId } = await makeAgent();
      expect((await patch(token, body)).status).toBe(200);
      expect(await row(printerId)).toMatchObject({ name: null, saidName: null });
    });

    it("only by its token, which is looked at before a body is read", async () => {
      const { token } = await makeAgent();
      expect(await answerAgentPrinter(by(token, { method: "PATCH" }))).toBeUndefined();
      expect((await answerAgentPrinter(by(randomToken(64), { method: "PATCH" })))?.status).toBe(401);
      expect((await patch(randomToken(64), { name: "a" })).status).toBe(401);
    });
  });

  it.each(["", "Token", "Bearer x", `Token ${"A".repeat(63)}`, `Token ${"A".repeat(100_000)}`, "Token a b"])(
    "need a token: %.20s",
    async (authorization) => {
      const before = countDeadTokens();
      for (const answer of CALLS) expect((await answer({ ...call(""), headers: { authorization } }))?.status).toBe(401);
      expect(countDeadTokens()).toBe(before);
    },
  );

  it("with a dead token are looked up once, and then refused without a question to the database", async () => {
    const token = randomToken(64);
    for (const answer of CALLS) expect((await answer(by(token)))?.status).toBe(401);
    const { token: good, printerId } = await makeAgent();
    await db().printer.delete({ where: { id: printerId } });
    expect((await answerAgentPrinter(by(good)))?.status).toBe(401);
    // A row with this very token could not be made again; were it looked up, this one would be found.
    await db().printer.create({
      data: { publicId: randomToken(48), isAgent: true, keyDigest: digest(good) },
    });
    expect((await answerAgentPrinter(by(good)))?.status).toBe(401);
  });

  it("are limited for each token", async () => {
    const { token } = await makeAgent();
    overrideEnv({ mode: "production" });
    try {
      const answers = [];
      for (let round = 0; round < 50; round++)
        answers.push(...(await Promise.all(Array.from({ length: 10 }, () => answerAgentPrinter(by(token))))));
      expect(answers.filter((answer) => answer?.status === 429).length).toBeGreaterThan(0);
      expect((await answerAgentPrinter(by((await makeAgent()).token)))?.status).toBe(200);
    } finally {
      overrideEnv({ mode: "evaluation" });
    }
  });
});

describe("an agent's picture", () => {
  setUpDatabase();
  const multipart = async (name: string, bytes: Uint8Array<ArrayBuffer>) => {
    const form = new FormData();
    form.set(name, new Blob([bytes]), "snapshot.jpg");
    const sent = new Response(form);
    return {
      body: Buffer.from(await sent.arrayBuffer()),
      headers: { "content-type": sent.headers.get("content-type") ?? "" },
    };
  };
  /** A connected agent at which somebody looks. */
  const looking = async () => {
    const { token, publicId } = await makeAgent();
    pretendConnected(publicId, "connector");
    const agent = { viewing: () => true, judge: () => undefined };
    Object.assign(liveLinks().get(publicId)!, { agent });
    return { token, publicId, picture: askForPicture(publicId, 5000) };
  };

  it("that nobody waits for goes by unread; one that somebody waits for arrives", async () => {
    const { token, picture } = await looking();
    const bytes = new Uint8Array(2_000_000).fill(7);
    expect(await passPictureBy(by(token))).toBeUndefined();
    expect(await answerPicture(by(token, await multipart("pic", bytes)))).toEqual({ status: 200, body: {} });
    expect(Buffer.compare((await picture) ?? Buffer.alloc(0), Buffer.from(bytes))).toBe(0);
    expect((await passPictureBy(by(token)))?.status).toBe(200);
  });

  it("is read one at a time of a printer, however many it sends at once", async () => {
    const { token } = await looking();
    const passed = await Promise.all(Array.from({ length: 20 }, () => passPictureBy(by(token))));
    expect(passed.filter((answer) => answer === undefined)).toHaveLength(1);
  });

  it("gives its place back however its call ends, and one account has a few of them", async () => {
    const { id: ownerId } = await someAccount();
    const calls = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const { token, publicId } = await looking();
        await db().printer.update({ where: { publicId }, data: { ownerId } });
        return by(token);
      }),
    );
    const passed = [];
    for (const call of calls) passed.push(await passPictureBy(call));
    expect(passed.map((answer) => answer?.status ?? "read")).toEqual(["read", "read", "read", "read", 200, 200]);
    endPicture(calls[0]!);
    expect(await passPictureBy(calls[4]!)).toBeUndefined();
    for (const call of calls) endPicture(call);
    const { token } = await looking();
    expect(await passPictureBy(by(token))).toBeUndefined();
  });

  it.each([
    ["no multipart", Buffer.from("hello"), "image/jpeg"],
    [
      "a torn one",
      Buffer.from("--x\r\nContent-Disposition: form-data; name=pic\r\n"),
      "multipart/form-data; boundary=x",
    ],
    ["no boundary", Buffer.from("--x--"), "multipart/form-data"],
    ["a text in its place", Buffer.from("pic=hello"), "application/x-www-form-urlencoded"],
    ["a picture in its place", Buffer.from(`pic=${"%ff%d8%ff".repeat(10_000)}`), "application/x-www-form-urlencoded"],
    ["one among many parts", parts(25), "multipart/form-data; boundary=x"],
    ["one among very many parts", parts(100_000), "multipart/form-data; boundary=x"],
    ["a part with a long head", parts(1, "a".repeat(4000)), "multipart/form-data; boundary=x"],
    ["nothing", Buffer.alloc(0), ""],
  ])("is refused when it is %s", async (_, body, type) => {
    const { token } = await makeAgent();
    expect((await answerPicture(by(token, { body, headers: { "content-type": type } }))).status).toBe(400);
  });
});

import { describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { overrideEnv } from "@/lib/env";
import { countDeadTokens } from "@/lib/gateway/agents/dead-tokens";
import { askForPicture } from "@/lib/gateway/agents/pictures";
import { liveLinks } from "@/lib/gateway/links/live-links";
import type { ApiCall } from "@/lib/http/api-call";
import { createAgent } from "@/lib/printers/agents/agent-token-store";
import {
  answerAgentPrinter,
  answerGCodeFile,
  answerNozzleCamera,
  answerPrinterEvent,
  answerPrinterExtension,
} from "@/lib/printers/agents/answer-agent-calls";
import { answerPicture, passPictureBy } from "@/lib/printers/agents/answer-picture";
import { call, HOME, pretendConnected } from "@/lib/printers/test-linking";
import { randomToken } from "@/lib/random";
import { setUpDatabase } from "@/tests/support/database";

const makeAgent = () =>
  db().$transaction((tx) => createAgent({ platform: "octoprint", lanIp: null, networkAddress: HOME }, tx));
const by = (token: string, more: Partial<ApiCall> = {}): ApiCall => ({
  ...call(""),
  ...more,
  headers: { authorization: `Token ${token}`, ...more.headers },
});
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

  it("do not rename a printer, whatever is sent: its owner does that on the page", async () => {
    const { token, printerId } = await makeAgent();
    await answerAgentPrinter(by(token, { method: "PATCH", body: Buffer.from('{"name":"<b>Mine</b>"}') }));
    expect(await db().printer.findUnique({ where: { id: printerId } })).toMatchObject({ name: null, ownerId: null });
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
    expect((await answerAgentPrinter(by(good))).status).toBe(401);
    // A row with this very token could not be made again; were it looked up, this one would be found.
    await db().printer.create({
      data: { publicId: randomToken(48), isAgent: true, keyDigest: digest(good) },
    });
    expect((await answerAgentPrinter(by(good))).status).toBe(401);
  });

  it("are limited for each token", async () => {
    const { token } = await makeAgent();
    overrideEnv({ mode: "production" });
    try {
      const answers = [];
      for (let round = 0; round < 50; round++)
        answers.push(...(await Promise.all(Array.from({ length: 10 }, () => answerAgentPrinter(by(token))))));
      expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
      expect((await answerAgentPrinter(by((await makeAgent()).token))).status).toBe(200);
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

  it.each([
    ["no multipart", Buffer.from("hello"), "image/jpeg"],
    [
      "a torn one",
      Buffer.from("--x\r\nContent-Disposition: form-data; name=pic\r\n"),
      "multipart/form-data; boundary=x",
    ],
    ["no boundary", Buffer.from("--x--"), "multipart/form-data"],
    ["a text in its place", Buffer.from("pic=hello"), "application/x-www-form-urlencoded"],
    ["nothing", Buffer.alloc(0), ""],
  ])("is refused when it is %s", async (_, body, type) => {
    const { token } = await makeAgent();
    expect((await answerPicture(by(token, { body, headers: { "content-type": type } }))).status).toBe(400);
  });
});

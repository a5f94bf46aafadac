import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { deflateSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { setUpDatabase } from "@/tests/support/database";
import { env, overrideEnv } from "@/lib/env";
import { openStream } from "@/lib/gateway/open-stream";
import { decodeMessage } from "@/lib/octostream/decode-message";
import type { OutgoingFrame, StreamFrame } from "@/lib/octostream/messages";
import { FLOW_PROPERTY } from "@/lib/octostream/stream-credit";
import { makeSpoolBudget, spoolBudget } from "@/lib/gateway/streams/spool-budget";
import { spoolFolder } from "@/lib/gateway/streams/spool-folder";
import type { OpenStream, ResponseHead, StreamRequest, StreamSink } from "@/lib/gateway/streams/stream-types";
import { setUpGateway } from "@/tests/support/gateway";
import { hello, TestPrinter, until, type Hello } from "@/tests/support/plugin";
import { setShared, shared } from "@/lib/shared";

const GET: StreamRequest = {
  kind: "http",
  method: "GET",
  url: "/api/version?x=1",
  publicHost: "p1.example.test",
  headers: [["Accept", "*/*"]],
  bodySize: 0,
};
const SOCKET: StreamRequest = { ...GET, kind: "websocket", url: "/sockjs/websocket" };

/** Remembers what a stream brings. `hold` keeps pieces as a reader does that does not read. */
class Memory implements StreamSink {
  heads: ResponseHead[] = [];
  pieces: Buffer[] = [];
  closes: [number, string][] = [];
  opened: (string | undefined)[] = [];
  endings: string[] = [];
  hold = false;
  readonly held: (() => void)[] = [];
  onHead = (head: ResponseHead) => void this.heads.push(head);
  onOpen = (protocol: string | undefined) => void this.opened.push(protocol);
  onData = (bytes: Uint8Array, _isText: boolean, flushed: () => void) => {
    this.pieces.push(Buffer.from(bytes));
    if (this.hold) this.held.push(flushed);
    else flushed();
  };
  onClose = (code: number, reason: string) => void this.closes.push([code, reason]);
  onEnd = () => void this.endings.push("end");
  onError = (error: string, status?: number) => void this.endings.push(status ? `${error} ${status}` : error);
  ended = () => until("the stream ended", () => this.endings.length > 0);
  body = () => Buffer.concat(this.pieces);
}

describe("streams to a printer's program", () => {
  setUpDatabase();
  const portal = setUpGateway({ streams: { answerMs: 2000, takeMs: 400, readMs: 3000, silentMs: 60_000 } });
  let printer: TestPrinter;
  let publicId = "";

  const connect = async (change: Partial<Hello> = {}) => {
    const greeting = hello(change);
    publicId = greeting.printerId!;
    ({ printer } = await TestPrinter.shake(portal.origin, greeting));
  };
  beforeEach(() => connect());
  afterEach(() => printer.close());

  const frames = () => printer.messages.filter((message): message is StreamFrame => message.type === "StreamFrame");
  const open = async (
    request: StreamRequest = GET,
  ): Promise<{ stream: OpenStream; sink: Memory; id: number; opening: StreamFrame }> => {
    const sink = new Memory();
    const openings = () => frames().filter(({ isOpen }) => isOpen);
    const before = openings().length;
    const opened = openStream(publicId, request, sink);
    if (!opened.ok) throw new Error(opened.error);
    await until("the opening frame came", () => openings().length > before);
    const opening = openings()[before]!;
    return { stream: opened.stream, sink, id: opening.streamId, opening };
  };
  const say = (streamId: number, frame: Omit<OutgoingFrame, "type" | "streamId">) =>
    printer.send({ type: "StreamFrame", streamId, controlOnly: false, ...frame });
  const LAST = { isClose: true, isDataDone: true } as const;

  describe("the opening frame", () => {
    it("holds all that the plugin insists on, and neither local authority nor an address of its own", async () => {
      const { opening } = await open();
      expect(opening).toMatchObject({
        streamId: 1,
        isOpen: true,
        isDataDone: true,
        controlOnly: false,
        isWebsocket: false,
        fullSize: -1,
        originalSize: 0,
      });
      expect(opening.http).toMatchObject({
        url: "/api/version?x=1",
        urlKind: 1,
        method: "GET",
        publicHost: "p1.example.test",
        useLocalAuth: 0,
        headers: [
          ["Accept", "*/*"],
          ["Cookie", "no-cookies=1"],
        ],
      });
    });

    it("of a WebSocket is for control only", async () => {
      const { opening } = await open(SOCKET);
      expect(opening).toMatchObject({ isOpen: true, isWebsocket: true, controlOnly: true, isDataDone: false });
    });

    it("counts ids up and never uses one again", async () => {
      const first = await open();
      say(first.id, { statusCode: 204, ...LAST });
      await first.sink.ended();
      expect((await open()).id).toBe(2);
    });
  });

  describe("an HTTP answer", () => {
    it("in one frame is whole", async () => {
      const { sink, id } = await open();
      say(id, { statusCode: 200, fullSize: 2, data: Buffer.from("ok"), http: { headers: [["A", "b"]] }, ...LAST });
      await sink.ended();
      expect([sink.heads, sink.body().toString(), sink.endings]).toEqual([
        [{ status: 200, headers: [["A", "b"]], size: 2 }],
        "ok",
        ["end"],
      ]);
    });

    it("in many frames, some of them packed, keeps its order", async () => {
      const { sink, id } = await open();
      const texts = Array.from({ length: 40 }, (_, i) => `${i}`.repeat(i % 3 === 0 ? 50_000 : 10));
      say(id, { statusCode: 206, http: { headers: [] } });
      for (const [i, text] of texts.entries()) {
        const plain = Buffer.from(text);
        say(
          id,
          i % 2 === 0 ? { data: deflateSync(plain), compression: 2, originalSize: plain.length } : { data: plain },
        );
      }
      say(id, LAST);
      await sink.ended();
      expect(sink.body().equals(Buffer.from(texts.join("")))).toBe(true);
      expect(sink.endings).toEqual(["end"]);
    });

    it.each([
      ["HEAD", 200],
      ["GET", 304],
      ["GET", 204],
    ])("to %s with status %d has no body, whatever its size says", async (method, statusCode) => {
      const { sink, id } = await open({ ...GET, method });
      say(id, { statusCode, fullSize: 1000, ...LAST });
      await sink.ended();
      expect([sink.pieces, sink.endings, sink.heads[0]?.size]).toEqual([[], ["end"], 1000]);
    });

    it.each([
      [
        "the printer could not be reached",
        { isClose: true, connectFailed: true, controlOnly: true },
        "printer_unreachable",
      ],
      ["the program gave up", { isClose: true, controlOnly: true }, "broken"],
      ["the status is no answer's", { statusCode: 101, ...LAST }, "broken"],
      ["the status is beyond all", { statusCode: 700, ...LAST }, "broken"],
      ["data comes before a status", { data: Buffer.from("x") }, "broken"],
      ["there is less than it said", { statusCode: 200, fullSize: 10, data: Buffer.from("x"), ...LAST }, "broken"],
      ["there is more than it said", { statusCode: 200, fullSize: 1, data: Buffer.from("xx"), ...LAST }, "broken"],
      ["it ends without being complete", { statusCode: 200, data: Buffer.from("x"), isClose: true }, "broken"],
      [
        "a packed piece is not what it says",
        { statusCode: 200, data: deflateSync(Buffer.from("xx")), compression: 2, originalSize: 1, ...LAST },
        "broken",
      ],
      [
        "a packed piece is none",
        { statusCode: 200, data: Buffer.from("xx"), compression: 2, originalSize: 2, ...LAST },
        "broken",
      ],
      [
        "a packed piece says that it is huge",
        { statusCode: 200, data: Buffer.from("xx"), compression: 2, originalSize: 2 ** 40, ...LAST },
        "broken",
      ],
      [
        "it is packed with zstd",
        { statusCode: 200, data: Buffer.from("xx"), compression: 3, originalSize: 2, ...LAST },
        "broken",
      ],
    ])("is an error when %s", async (_, frame: Omit<OutgoingFrame, "type" | "streamId">, error) => {
      const { sink, id } = await open();
      say(id, frame);
      await sink.ended();
      expect(sink.endings).toEqual([error]);
    });

    it("that is a bomb is cut off at the size it declared", async () => {
      const { sink, id } = await open();
      const decoded = decodeMessage(readFileSync(path.resolve("lib/octostream/vectors/http-response-zlib-bomb.bin")));
      if (!decoded.ok || decoded.message.type !== "StreamFrame") throw new Error("no frame");
      printer.send({ ...decoded.message, streamId: id });
      await sink.ended();
      expect([sink.endings, sink.pieces]).toEqual([["broken"], []]);
    });

    it("that was captured from a real plugin is read", async () => {
      const { sink, id } = await open();
      const decoded = decodeMessage(
        readFileSync(path.resolve("lib/octostream/vectors/captured-http-response-zlib.bin")),
      );
      if (!decoded.ok || decoded.message.type !== "StreamFrame") throw new Error("no frame");
      printer.send({ ...decoded.message, streamId: id });
      await sink.ended();
      expect(JSON.parse(sink.body().toString())).toMatchObject({
        Status: 200,
        Result: { JobStatus: { State: "idle" } },
      });
    });

    it("that never comes is a timeout, and the program is told", async () => {
      const { sink, id } = await open();
      await sink.ended();
      expect(sink.endings).toEqual(["timeout"]);
      await until("the close came", () => frames().some((frame) => frame.streamId === id && frame.isClose));
    });

    it("whose reader does not read is given up after a while", async () => {
      const { sink, id } = await open();
      sink.hold = true;
      say(id, { statusCode: 200, data: Buffer.alloc(1000) });
      await sink.ended();
      expect(sink.endings).toEqual(["timeout"]);
    });

    it("is an error when the printer's connection ends", async () => {
      const { sink } = await open();
      printer.socket.terminate();
      await sink.ended();
      expect(sink.endings).toEqual(["printer_gone"]);
    });
  });

  it("ignore frames of streams that never were or are over", async () => {
    say(77, { statusCode: 200, ...LAST });
    const { stream, sink, id } = await open();
    stream.cancel();
    say(id, { statusCode: 200, data: Buffer.from("late"), ...LAST });
    const next = await open();
    say(next.id, { statusCode: 200, ...LAST });
    await next.sink.ended();
    expect(next.sink.endings).toEqual(["end"]);
    expect([sink.heads, sink.pieces, sink.endings]).toEqual([[], [], []]);
  });

  describe("whose reader throws", () => {
    const LARGE = { compression: 2, data: deflateSync(Buffer.alloc(900_000)), originalSize: 900_000 };
    const throws = () => {
      throw new RangeError("no place for this");
    };

    it.each<[string, Partial<Memory>, Omit<OutgoingFrame, "type" | "streamId">]>([
      ["at the head", { onHead: throws }, { statusCode: 200 }],
      ["at data", { onData: throws }, { statusCode: 200, data: Buffer.from("x") }],
      ["at data that was unpacked elsewhere", { onData: throws }, { statusCode: 200, ...LARGE }],
    ])("end as broken %s, and the printer's connection stays", async (_, change, frame) => {
      const { sink, id } = await open();
      Object.assign(sink, change);
      say(id, frame);
      await sink.ended();
      expect(sink.endings).toEqual(["broken"]);
      await until("the program was told", () => frames().some(({ streamId, isClose }) => streamId === id && isClose));
      const next = await open();
      say(next.id, { statusCode: 200, ...LAST });
      await next.sink.ended();
      expect(next.sink.endings).toEqual(["end"]);
    });

    it("are over also when it throws at the end, or at the fault", async () => {
      for (const change of [
        { onEnd: throws },
        { onEnd: throws, onError: throws },
        { onHead: throws, onError: throws },
      ]) {
        const { sink, id } = await open();
        Object.assign(sink, change);
        say(id, { statusCode: 200, ...LAST });
      }
      const next = await open();
      say(next.id, { statusCode: 200, ...LAST });
      await next.sink.ended();
      expect(next.sink.endings).toEqual(["end"]);
    });
  });

  it("are limited to a hundred at once", async () => {
    for (let i = 0; i < 100; i++) expect(openStream(publicId, GET, new Memory()).ok).toBe(true);
    expect(openStream(publicId, GET, new Memory())).toEqual({ ok: false, error: "too_many" });
  });

  describe("of a plugin that sends faster than an app reads", () => {
    const total = 30;
    const piece = (i: number) => Buffer.alloc(1024 * 1024, i);
    const sendAll = (id: number) => {
      for (let i = 0; i < total; i++) say(id, { ...(i === 0 && { statusCode: 200 }), data: piece(i) });
      say(id, LAST);
    };
    const expected = () => Buffer.concat(Array.from({ length: total }, (_, i) => piece(i)));

    it("keep for the app what it has still to read, in its order, and little of it in the app's hands", async () => {
      const { sink, id } = await open();
      sink.hold = true;
      const flushing = setInterval(() => sink.held.splice(0, 8).forEach((flushed) => flushed()), 5);
      sendAll(id);
      let most = 0;
      await until("everything came", () => {
        most = Math.max(most, sink.held.length);
        return sink.endings.length > 0;
      });
      clearInterval(flushing);
      expect([sink.endings, sink.body().equals(expected())]).toEqual([["end"], true]);
      expect(most).toBeLessThan(12);
    });

    it("leave the printer's connection to the others meanwhile", async () => {
      const slow = await open();
      slow.sink.hold = true;
      sendAll(slow.id);
      for (let i = 0; i < 20; i++) {
        const other = await open();
        say(other.id, { statusCode: 200, fullSize: 2, data: Buffer.from("ok"), ...LAST });
        await other.sink.ended();
        expect(other.sink.endings).toEqual(["end"]);
      }
    });

    it("bring the whole answer also when the printer's connection ends behind its last byte", async () => {
      const { sink, id } = await open();
      sink.hold = true;
      const flushing = setInterval(() => sink.held.splice(0, 2).forEach((flushed) => flushed()), 5);
      sendAll(id);
      await printer.close();
      await sink.ended();
      clearInterval(flushing);
      expect([sink.endings, sink.body().equals(expected())]).toEqual([["end"], true]);
    });

    it("bring messages of a WebSocket as they were sent, and then the close code", async () => {
      const { sink, id } = await open(SOCKET);
      sink.hold = true;
      const texts = Array.from({ length: 3000 }, (_, i) => `${i} `.repeat(i % 900));
      for (const text of texts) say(id, { wsKind: 1, data: Buffer.from(text) });
      say(id, { wsKind: 8, data: Buffer.from([0x0f, 0xa1]) });
      say(id, { isClose: true, controlOnly: true });
      const flushing = setInterval(() => sink.held.splice(0).forEach((flushed) => flushed()), 5);
      await sink.ended();
      clearInterval(flushing);
      expect(sink.pieces.map(String)).toEqual(texts);
      expect([sink.closes, sink.endings]).toEqual([[[4001, ""]], ["end"]]);
    });

    it("give an answer up that is complete and is not read, after a while, and count it until then", async () => {
      const { sink, id } = await open();
      sink.hold = true;
      sendAll(id);
      await until("the printer is done", () => spoolBudget().used() > 20 * 1024 * 1024);
      expect(sink.endings).toEqual([]);
      await sink.ended();
      expect(sink.endings).toEqual(["timeout"]);
      await until("the room is free again", () => spoolBudget().used() === 0);
    });

    it("take no more of them than of others, though the printer is done with them", async () => {
      const sinks = Array.from({ length: 100 }, () => Object.assign(new Memory(), { hold: true }));
      for (const sink of sinks) expect(openStream(publicId, GET, sink).ok).toBe(true);
      await until("all are open", () => frames().filter(({ isOpen }) => isOpen).length === 100);
      for (let id = 1; id <= 100; id++) say(id, { statusCode: 200, data: Buffer.alloc(200_000), ...LAST });
      await until("all have come", () => sinks.every(({ pieces }) => pieces.length > 0));
      expect(openStream(publicId, GET, new Memory())).toEqual({ ok: false, error: "too_many" });
      for (const sink of sinks) for (const flushed of sink.held.splice(0)) flushed();
      await until("all were read", () => sinks.every(({ endings }) => endings[0] === "end"));
      expect(openStream(publicId, GET, new Memory()).ok).toBe(true);
    });

    it("count nothing of what a program sends behind its last frame, in any order", async () => {
      const counted = () => shared("held-for-readers", () => ({ bytes: 0 })).bytes;
      const before = counted();
      const { sink, id } = await open();
      sink.hold = true;
      const packed = { compression: 2, data: deflateSync(Buffer.alloc(8_000_000)), originalSize: 8_000_000 } as const;
      say(id, { statusCode: 200, ...packed });
      for (let i = 0; i < 3; i++) say(id, packed);
      say(id, LAST);
      await until("the answer is complete", () => spoolBudget().used() > 31_000_000);
      for (let i = 0; i < 12; i++) say(id, { data: Buffer.alloc(3_000_000) });
      const flushing = setInterval(() => sink.held.splice(0).forEach((flushed) => flushed()), 1);
      await sink.ended();
      clearInterval(flushing);
      expect([sink.endings, sink.body().length]).toEqual([["end"], 32_000_000]);
      const next = await open();
      say(next.id, { statusCode: 200, ...LAST });
      await next.sink.ended();
      expect(counted()).toBe(before);
      next.stream.cancel();
    });

    it("pass millions of bytes in one piece on in small ones", async () => {
      const { sink, id } = await open();
      sink.hold = true;
      const packed = { compression: 2, data: deflateSync(Buffer.alloc(8_000_000)), originalSize: 8_000_000 } as const;
      say(id, { statusCode: 200, ...packed, ...LAST });
      await until("something came", () => sink.held.length > 0);
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(sink.body().length).toBeLessThan(512 * 1024);
      const flushing = setInterval(() => sink.held.splice(0).forEach((flushed) => flushed()), 1);
      await sink.ended();
      clearInterval(flushing);
      expect([sink.endings, sink.body().length]).toEqual([["end"], 8_000_000]);
    });

    it("end alone when there is no more room on the disk, and give all of it back", async () => {
      setShared("spool-budget", makeSpoolBudget(16 * 1024 * 1024));
      const { sink, id } = await open();
      sink.hold = true;
      sendAll(id);
      await sink.ended();
      expect(sink.endings).toEqual(["reader_too_slow"]);
      await until("the room is free again", () => spoolBudget().used() === 0);
      const next = await open();
      say(next.id, { statusCode: 200, ...LAST });
      await next.sink.ended();
      setShared("spool-budget", makeSpoolBudget(512 * 1024 * 1024));
      expect(next.sink.endings).toEqual(["end"]);
    });

    it("end alone when the disk cannot be written to", async () => {
      const { dataDir } = env();
      writeFileSync(path.join(dataDir, "no-folder"), "");
      overrideEnv({ dataDir: path.join(dataDir, "no-folder") });
      await printer.close();
      await connect();
      const { sink, id } = await open();
      sink.hold = true;
      sendAll(id);
      await sink.ended();
      overrideEnv({ dataDir });
      expect(sink.endings).toEqual(["broken"]);
      const next = await open();
      say(next.id, { statusCode: 200, ...LAST });
      await next.sink.ended();
      expect(next.sink.endings).toEqual(["end"]);
    });

    it("leave nothing behind when the app goes", async () => {
      const { stream, sink, id } = await open();
      sink.hold = true;
      sendAll(id);
      await until("something waits on the disk", () => spoolBudget().used() > 0);
      stream.cancel();
      await until("the room is free again", () => spoolBudget().used() === 0);
      expect(readdirSync(spoolFolder())).toEqual([]);
    });
  });

  describe("of a program that counts credit", () => {
    beforeEach(async () => {
      await printer.close();
      await connect({ properties: [FLOW_PROPERTY] });
    });

    it("begin with credit for the answer and give it back as the app reads", async () => {
      const { sink, id, opening } = await open();
      expect(opening.originalSize).toBe(1024 * 1024);
      sink.hold = true;
      say(id, { statusCode: 200, data: Buffer.alloc(600_000) });
      await until("the data came", () => sink.held.length === 1);
      expect(frames().filter((frame) => frame.streamId === id && frame.originalSize > 0 && !frame.isOpen)).toEqual([]);
      sink.held.shift()?.();
      await until("credit came back", () =>
        frames().some(
          (frame) => frame.streamId === id && !frame.isOpen && frame.controlOnly && frame.originalSize >= 600_000,
        ),
      );
    });

    it("send no more than the program gave credit for, and go on when it gives more", async () => {
      const { stream, id } = await open({ ...GET, method: "POST", bodySize: 3_000_000 });
      const sent: boolean[] = [];
      for (let i = 0; i < 3; i++) void stream.send(new Uint8Array(1_000_000), false).then((well) => sent.push(well));
      const came = () => frames().filter((frame) => frame.streamId === id && frame.data).length;
      await until("the first pieces came", () => came() === 2);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect([came(), sent]).toEqual([2, [true, true]]);
      printer.send({ type: "StreamFrame", streamId: id, originalSize: 2_000_000 });
      await until("the last piece came", () => sent.length === 3);
    });

    it("are given up when the program takes nothing for too long", async () => {
      const { stream, sink } = await open({ ...GET, method: "POST", bodySize: 3_000_000 });
      for (let i = 0; i < 3; i++) void stream.send(new Uint8Array(1_000_000), false);
      await sink.ended();
      expect(sink.endings).toEqual(["timeout"]);
    });

    it("are given up when the program sends far more than it may", async () => {
      const { sink, id } = await open();
      sink.hold = true;
      say(id, { statusCode: 200 });
      for (let i = 0; i < 14; i++) say(id, { data: Buffer.alloc(1024 * 1024) });
      await sink.ended();
      expect(sink.endings).toEqual(["broken"]);
    });
  });

  describe("for WebSockets", () => {
    it("bring messages, the printer's close code and the end", async () => {
      const { sink, id } = await open(SOCKET);
      say(id, { statusCode: 101, controlOnly: true, http: { headers: [["Sec-WebSocket-Protocol", "chat"]] } });
      say(id, { wsKind: 1, data: Buffer.from("ä") });
      say(id, { wsKind: 2 });
      say(id, { wsKind: 8, data: Buffer.from([0x0f, 0xa1, 0x6f, 0x6b]) });
      say(id, { isClose: true, controlOnly: true });
      await sink.ended();
      expect([sink.opened, sink.pieces.map(String), sink.closes, sink.endings]).toEqual([
        ["chat"],
        ["ä", ""],
        [[4001, "ok"]],
        ["end"],
      ]);
    });

    it("close with the app's code and reason, as RFC 6455 writes them", async () => {
      const { stream, id } = await open(SOCKET);
      stream.close(4001, "bye");
      await until("the close came", () => frames().some((frame) => frame.streamId === id && frame.wsKind === 8));
      expect(Buffer.from(frames().find((frame) => frame.wsKind === 8)!.data!).toString("hex")).toBe("0fa1627965");
    });

    it("hold back after ten messages until a plugin says something", async () => {
      const { stream, id } = await open(SOCKET);
      for (let i = 0; i < 15; i++) void stream.send(Buffer.from(`${i}`), true);
      const sent = () => frames().filter((frame) => frame.streamId === id && frame.wsKind === 1).length;
      await until("ten came", () => sent() >= 10);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(sent()).toBeLessThanOrEqual(11);
      say(id, { wsKind: 1, data: Buffer.from("hello") });
      await until("the rest came", () => sent() === 15);
    });

    it.each([
      [
        "the printer refused it",
        { isClose: true, connectFailed: true, controlOnly: true, statusCode: 403 },
        "printer_unreachable 403",
      ],
      ["a message is of no known kind", { wsKind: 9, data: Buffer.from("x") }, "broken"],
      ["a text is not UTF-8", { wsKind: 1, data: Buffer.from([0xff]) }, "broken"],
    ])("are an error when %s", async (_, frame: Omit<OutgoingFrame, "type" | "streamId">, error) => {
      const { sink, id } = await open(SOCKET);
      say(id, frame);
      await sink.ended();
      expect(sink.endings).toEqual([error]);
    });
  });
});

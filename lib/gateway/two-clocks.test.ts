import { describe, expect, it } from "vitest";
import { isConnectedFrom } from "@/lib/gateway/is-connected-from";
import { openStream } from "@/lib/gateway/open-stream";
import type { OpenStream, StreamError, StreamRequest } from "@/lib/gateway/streams/stream-types";
import type { StreamFrame } from "@/lib/octostream/messages";
import { FLOW_PROPERTY } from "@/lib/octostream/stream-credit";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { hello, TestPrinter, until, type Hello } from "@/tests/support/plugin";

/** What came of a request, as its app hears it. */
class Asked {
  error: StreamError | undefined;
  readonly began = performance.now();
  endedAfter: number | undefined;
  readonly stream: OpenStream;

  constructor(publicId: string, change: Partial<StreamRequest> = {}) {
    const request: StreamRequest = {
      kind: "http",
      method: "GET",
      url: "/slow",
      publicHost: "p1.example.test",
      headers: [],
      bodySize: 0,
      ...change,
    };
    const opened = openStream(publicId, request, {
      onData: (_bytes, _isText, flushed) => flushed(),
      onEnd: () => undefined,
      onError: (error) => {
        this.error = error;
        this.endedAfter = performance.now() - this.began;
      },
    });
    if (!opened.ok) throw new Error(opened.error);
    this.stream = opened.stream;
  }
}

describe("how long a printer may think, and how long its connection may be silent", () => {
  setUpDatabase();
  const portal = setUpGateway({
    askMs: 300,
    tellMs: 300,
    streams: { answerMs: 2000, takeMs: 5000, readMs: 5000, silentMs: 60_000 },
  });
  const connected = async (change: Partial<Hello> = {}) => {
    const greeting = hello(change);
    const { printer } = await TestPrinter.shake(portal.origin, greeting);
    return { printer, publicId: greeting.printerId ?? "" };
  };
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  it("a network that is lost without a word is noticed while a request waits", async () => {
    const { printer, publicId } = await connected();
    printer.socket.pause();
    await wait(1000);
    expect(isConnectedFrom(publicId)).toBeDefined();
    const asked = new Asked(publicId);
    await until("the app hears of it", () => asked.error !== undefined);
    expect(asked.error).toBe("printer_gone");
    expect(asked.endedAfter).toBeLessThan(1500);
    expect(isConnectedFrom(publicId)).toBeUndefined();
    printer.socket.terminate();
  });

  it("a printer that thinks is not gone: its program answers when it is asked", async () => {
    const { printer, publicId } = await connected();
    let pings = 0;
    printer.socket.on("ping", () => pings++);
    const asked = new Asked(publicId);
    await wait(1700);
    expect([asked.error, pings > 1]).toEqual([undefined, true]);
    await printer.close();
  });

  const framesFrom = (printer: TestPrinter) =>
    printer.messages.filter((message): message is StreamFrame => message.type === "StreamFrame");
  const closesOf = (printer: TestPrinter) => framesFrom(printer).filter(({ isClose }) => isClose);

  describe.each<[string, boolean]>([
    ["a plugin", false],
    ["our connector, which lets a command go on by itself", true],
  ])("%s", (_, flowControl) => {
    const connectAs = () => connected(flowControl ? { properties: [FLOW_PROPERTY] } : {});
    const METHODS: [string, boolean][] = [
      ["GET", true],
      ["HEAD", true],
      ["POST", flowControl],
      ["PUT", flowControl],
      ["PATCH", flowControl],
      ["DELETE", flowControl],
    ];

    it.each(METHODS)("when %s took too long for us, is told to stop: %s", async (method, isTold) => {
      const { printer, publicId } = await connectAs();
      const asked = new Asked(publicId, { method });
      await until("the app hears of it", () => asked.error !== undefined);
      expect(asked.error).toBe("timeout");
      await wait(200);
      expect(closesOf(printer)).toHaveLength(isTold ? 1 : 0);
      await printer.close();
    });

    it.each(METHODS)("when the app leaves during %s, is told to stop: %s", async (method, isTold) => {
      const { printer, publicId } = await connectAs();
      const asked = new Asked(publicId, { method });
      await until("the printer has it", () => framesFrom(printer).length > 0);
      asked.stream.cancel();
      await wait(200);
      expect(closesOf(printer)).toHaveLength(isTold ? 1 : 0);
      // Whoever was not told is told once it answers: nobody reads a long answer.
      const { streamId } = framesFrom(printer)[0]!;
      printer.send({ type: "StreamFrame", streamId, controlOnly: false, statusCode: 200, data: Buffer.from("x") });
      await until("it was told", () => closesOf(printer).length === 1);
      await printer.close();
    });

    it("is told to stop when the app leaves during an upload, or during the answer", async () => {
      const { printer, publicId } = await connectAs();
      new Asked(publicId, { method: "POST", bodySize: 9 }).stream.cancel();
      await until("it was told", () => closesOf(printer).length === 1);
      const asked = new Asked(publicId, { method: "POST" });
      await until("the printer has it", () => framesFrom(printer).filter(({ isOpen }) => isOpen).length === 2);
      printer.send({ type: "StreamFrame", streamId: 2, controlOnly: false, statusCode: 200, data: Buffer.from("x") });
      await wait(100);
      asked.stream.cancel();
      await until("it was told", () => closesOf(printer).length === 2);
      await printer.close();
    });
  });

  it("of commands that nobody waits for a hundred go on, and a program is told to stop the next", async () => {
    const { printer, publicId } = await connected();
    for (let i = 0; i < 103; i++) new Asked(publicId, { method: "POST" }).stream.cancel();
    await until("it was told", () => closesOf(printer).length === 3);
    await wait(100);
    expect(closesOf(printer).map(({ streamId }) => streamId)).toEqual([101, 102, 103]);
    await printer.close();
  });

  describe("a network that is lost without a word is noticed too", () => {
    const SOCKET = { kind: "websocket", url: "/sockjs/websocket" } as const;
    const lose = (printer: TestPrinter) => printer.socket.pause();

    it("while a WebSocket is to be opened", async () => {
      const { printer, publicId } = await connected({ properties: [FLOW_PROPERTY] });
      lose(printer);
      const asked = new Asked(publicId, SOCKET);
      await until("the app hears of it", () => asked.error !== undefined);
      expect([asked.error, (asked.endedAfter ?? 0) < 1500]).toEqual(["printer_gone", true]);
      printer.socket.terminate();
    });

    it("when a WebSocket's message is not answered, and not asked about while nothing was said", async () => {
      const { printer, publicId } = await connected({ properties: [FLOW_PROPERTY] });
      let pings = 0;
      printer.socket.on("ping", () => pings++);
      const asked = new Asked(publicId, SOCKET);
      await until("the printer has it", () => framesFrom(printer).length === 1);
      printer.send({ type: "StreamFrame", streamId: 1, statusCode: 101 });
      await wait(100);
      const before = pings;
      await wait(1200);
      expect([asked.error, pings - before]).toEqual([undefined, 0]);
      lose(printer);
      await asked.stream.send(Buffer.from("hi"), true);
      await until("the app hears of it", () => asked.error !== undefined);
      expect(asked.error).toBe("printer_gone");
      printer.socket.terminate();
    });

    it("soon also after much was sent, once that has arrived", async () => {
      const { printer, publicId } = await connected();
      const upload = new Asked(publicId, { method: "POST", bodySize: 500_000 });
      for (let i = 0; i < 10; i++) await upload.stream.send(Buffer.alloc(50_000, i), false);
      upload.stream.finish();
      await wait(800);
      lose(printer);
      const asked = new Asked(publicId);
      await until("the app hears of it", () => asked.error !== undefined);
      expect([asked.error, (asked.endedAfter ?? 0) < 1500]).toEqual(["printer_gone", true]);
      printer.socket.terminate();
    });

    it("later where much is before our question, which a slow line brings first", async () => {
      const { printer, publicId } = await connected();
      lose(printer);
      const upload = new Asked(publicId, { method: "POST", bodySize: 50_000 });
      await upload.stream.send(Buffer.alloc(50_000, 1), false);
      await wait(1500);
      expect(upload.error).toBeUndefined();
      await until("the app hears of it", () => upload.error !== undefined);
      expect(upload.error).toBe("printer_gone");
      printer.socket.terminate();
    });
  });
});

describe("at the times that printers get", () => {
  setUpDatabase();
  const portal = setUpGateway();

  it("an app hears within ten seconds that the network is lost", { timeout: 30_000 }, async () => {
    const greeting = hello();
    const { printer } = await TestPrinter.shake(portal.origin, greeting);
    printer.socket.pause();
    const asked = new Asked(greeting.printerId ?? "");
    await until("five seconds are over", () => performance.now() - asked.began > 4900);
    expect(asked.error).toBeUndefined();
    await until("the app hears of it", () => asked.error !== undefined);
    expect([asked.error, (asked.endedAfter ?? 0) < 11_000]).toEqual(["printer_gone", true]);
    printer.socket.terminate();
  });
});

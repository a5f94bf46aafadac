import { describe, expect, it } from "vitest";
import { isConnectedFrom } from "@/lib/gateway/is-connected-from";
import { openStream } from "@/lib/gateway/open-stream";
import type { StreamError, StreamRequest } from "@/lib/gateway/streams/stream-types";
import type { StreamFrame } from "@/lib/octostream/messages";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { hello, TestPrinter, until } from "@/tests/support/plugin";

/** What came of a request, as its app hears it. */
class Asked {
  error: StreamError | undefined;
  readonly began = performance.now();
  endedAfter: number | undefined;

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
  }
}

describe("how long a printer may think, and how long its connection may be silent", () => {
  setUpDatabase();
  const portal = setUpGateway({
    askMs: 300,
    tellMs: 300,
    streams: { answerMs: 2000, takeMs: 5000, readMs: 5000, silentMs: 60_000 },
  });
  const connected = async () => {
    const greeting = hello();
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

  it.each([
    ["GET", true],
    ["HEAD", true],
    ["POST", false],
    ["PUT", false],
    ["PATCH", false],
    ["DELETE", false],
  ])("when %s took too long for us, the printer is told to stop: %s", async (method, isTold) => {
    const { printer, publicId } = await connected();
    const asked = new Asked(publicId, { method });
    await until("the app hears of it", () => asked.error !== undefined);
    expect(asked.error).toBe("timeout");
    await wait(200);
    const closes = printer.messages.filter(
      (message) => message.type === "StreamFrame" && (message as StreamFrame).isClose,
    );
    expect(closes).toHaveLength(isTold ? 1 : 0);
    await printer.close();
  });
});

import { readFileSync } from "node:fs";
import path from "node:path";
import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { GET, LAST, setUpStreams } from "@/lib/gateway/streams/test-streams";
import { decodeMessage } from "@/lib/octostream/decode-message";
import type { OutgoingFrame } from "@/lib/octostream/messages";
import { until } from "@/tests/support/plugin";

describe("streams to a printer's program", () => {
  const { link, frames, open, say } = setUpStreams();

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
      link.printer.send({ ...decoded.message, streamId: id });
      await sink.ended();
      expect([sink.endings, sink.pieces]).toEqual([["broken"], []]);
    });

    it("that was captured from a real plugin is read", async () => {
      const { sink, id } = await open();
      const decoded = decodeMessage(
        readFileSync(path.resolve("lib/octostream/vectors/captured-http-response-zlib.bin")),
      );
      if (!decoded.ok || decoded.message.type !== "StreamFrame") throw new Error("no frame");
      link.printer.send({ ...decoded.message, streamId: id });
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
      link.printer.socket.terminate();
      await sink.ended();
      expect(sink.endings).toEqual(["printer_gone"]);
    });
  });
});

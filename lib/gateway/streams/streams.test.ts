import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openStream } from "@/lib/gateway/open-stream";
import { GET, LAST, Memory, SOCKET, setUpStreams } from "@/lib/gateway/streams/test-streams";
import type { OutgoingFrame } from "@/lib/octostream/messages";
import { until } from "@/tests/support/plugin";

describe("streams to a printer's program", () => {
  const { link, frames, open, say } = setUpStreams();

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
    for (let i = 0; i < 100; i++) expect(openStream(link.publicId, GET, new Memory()).ok).toBe(true);
    expect(openStream(link.publicId, GET, new Memory())).toEqual({ ok: false, error: "too_many" });
  });
});

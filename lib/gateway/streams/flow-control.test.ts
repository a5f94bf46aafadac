import { beforeEach, describe, expect, it } from "vitest";
import { GET, setUpStreams } from "@/lib/gateway/streams/test-streams";
import { FLOW_PROPERTY } from "@/lib/octostream/stream-credit";
import { until } from "@/tests/support/plugin";

describe("streams to a printer's program", () => {
  const { link, connect, frames, open, say } = setUpStreams();

  describe("of a program that counts credit", () => {
    beforeEach(async () => {
      await link.printer.close();
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
      link.printer.send({ type: "StreamFrame", streamId: id, originalSize: 2_000_000 });
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
});

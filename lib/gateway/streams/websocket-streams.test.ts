import { describe, expect, it } from "vitest";
import { SOCKET, setUpStreams } from "@/lib/gateway/streams/test-streams";
import type { OutgoingFrame } from "@/lib/octostream/messages";
import { until } from "@/tests/support/plugin";

describe("streams to a printer's program", () => {
  const { frames, open, say } = setUpStreams();

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

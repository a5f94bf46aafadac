import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { env, overrideEnv } from "@/lib/env";
import { openStream } from "@/lib/gateway/open-stream";
import { makeSpoolBudget, spoolBudget } from "@/lib/gateway/streams/spool-budget";
import { spoolFolder } from "@/lib/gateway/streams/spool-folder";
import { GET, LAST, Memory, SOCKET, setUpStreams } from "@/lib/gateway/streams/test-streams";
import { setShared, shared } from "@/lib/shared";
import { until } from "@/tests/support/plugin";

describe("streams to a printer's program", () => {
  const { link, connect, frames, open, say } = setUpStreams();

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
      await link.printer.close();
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
      for (const sink of sinks) expect(openStream(link.publicId, GET, sink).ok).toBe(true);
      await until("all are open", () => frames().filter(({ isOpen }) => isOpen).length === 100);
      for (let id = 1; id <= 100; id++) say(id, { statusCode: 200, data: Buffer.alloc(200_000), ...LAST });
      await until("all have come", () => sinks.every(({ pieces }) => pieces.length > 0));
      expect(openStream(link.publicId, GET, new Memory())).toEqual({ ok: false, error: "too_many" });
      for (const sink of sinks) for (const flushed of sink.held.splice(0)) flushed();
      await until("all were read", () => sinks.every(({ endings }) => endings[0] === "end"));
      expect(openStream(link.publicId, GET, new Memory()).ok).toBe(true);
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
      await link.printer.close();
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
});

import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { log } from "@/lib/observability/log";

/** Of one message on a link without streams: what printers say by themselves has a few hundred bytes. */
const MAX_UNASKED_BYTES = 64 * 1024;

/** Of all unfinished messages of this process: sixteen of the largest. */
const MAX_UNFINISHED_BYTES = 128 * 1024 * 1024;

/** What a piece costs beside its bytes: a message that comes byte by byte would fill memory with small objects. */
const PIECE_COST = 256;

/** A masked frame's head without extended length (RFC 6455, 5.2): control frames have no other. */
const CONTROL_HEAD_BYTES = 6;

type Meter = { bytes: number; pieces: number; end(): void };

export type MessageBounds = {
  /**
   * Watches a new socket on its stream.
   * @returns lifts the bound of one message, for a link that was asked something
   */
  watch(socket: WebSocket, stream: Duplex): () => void;
};

/**
 * Bounds what unfinished messages hold, which lies in memory until their last byte is here. Identities cost nothing
 * (trust on first use), so a printer that was asked nothing may send small messages only. The largest ones are for
 * links with streams, which only owned printers have; accounts cost little too, so all together have a budget, and who
 * has been unfinished for longest pays first: an honest message is done within seconds, at worst a minute, and its
 * printer comes back. A time limit for a message would hold less, and end those who have a slow line.
 */
export function boundMessages(maxUnfinished = MAX_UNFINISHED_BYTES): MessageBounds {
  // A set keeps its order: the first one began first.
  const unfinished = new Set<Meter>();
  const costOf = ({ bytes, pieces }: Meter) => bytes + pieces * PIECE_COST;
  let inAll = 0;

  const finish = (meter: Meter) => {
    if (!unfinished.delete(meter)) return;
    inAll -= costOf(meter);
    meter.bytes = 0;
    meter.pieces = 0;
  };
  const add = (meter: Meter, bytes: number) => {
    unfinished.add(meter);
    meter.bytes += bytes;
    meter.pieces++;
    inAll += bytes + PIECE_COST;
  };
  const subtract = (meter: Meter, bytes: number) => {
    if (!unfinished.has(meter)) return;
    if (meter.bytes <= bytes) return finish(meter);
    meter.bytes -= bytes;
    inAll -= bytes;
  };
  const end = (meter: Meter, reason: string) => {
    finish(meter);
    log.warn({ why: reason }, "a printer's connection ended for its unfinished message");
    meter.end();
  };

  return {
    watch: (socket, stream) => {
      const meter: Meter = { bytes: 0, pieces: 0, end: () => socket.terminate() };
      let isBound = true;
      const count = (chunk: Buffer) => add(meter, chunk.length);
      const judge = () => {
        if (isBound && costOf(meter) > MAX_UNASKED_BYTES) end(meter, "its size");
        for (const oldest of unfinished) {
          if (inAll <= maxUnfinished) break;
          end(oldest, "the budget of all");
        }
      };
      // Around the WebSocket's own listener, which reads a chunk at once: what a chunk completed is over when it is
      // judged.
      stream.prependListener("data", count);
      stream.on("data", judge);
      // What follows in the same chunk is forgotten with it, at most 64 KB: cheaper than reading frames a second time.
      socket.on("message", () => finish(meter));
      // Keepalive is no message: it comes between messages and between their fragments, and an idle link has nothing
      // else.
      for (const control of ["ping", "pong"] as const)
        socket.on(control, (data: Buffer) => subtract(meter, CONTROL_HEAD_BYTES + data.length));
      socket.once("close", () => {
        stream.off("data", count);
        stream.off("data", judge);
        finish(meter);
      });
      return () => {
        isBound = false;
      };
    },
  };
}

import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { encodeForSending } from "@/lib/octostream/encode-message";
import type { Outgoing } from "@/lib/octostream/messages";
import { wakeTogether } from "@/lib/octostream/wake-together";

/**
 * Bytes that may wait in a connection's socket before its streams have to hold back, and when they may go on. Little,
 * since a small answer waits behind them: on a home's upload of 10 Mbit/s this much takes a fifth of a second.
 */
const HIGH_WATER = 256 * 1024;
const LOW_WATER = 64 * 1024;

/** Sends messages on a connection that many streams share. */
export type FrameOutput = {
  /** @returns false when the connection is ending */
  send(message: Outgoing): boolean;
  /** @returns undefined when more may be sent now, else when it may (or the connection is over) */
  ready(): Promise<void> | undefined;
};

/** What is sent in one turn of the event loop leaves in one system call: those cost more than the frames. */
function leaveTogether(socket: WebSocket): () => void {
  let isHeld = false;
  return () => {
    const { _socket: stream } = socket as unknown as { _socket: Duplex | null };
    if (isHeld || !stream) return;
    isHeld = true;
    stream.cork();
    setImmediate(() => {
      isHeld = false;
      stream.uncork();
    });
  };
}

/**
 * The sending half of a connection. Who waits is woken together, so that every stream gets its turn with one piece.
 * Both ends of the protocol use it.
 */
export function frameOutput(socket: WebSocket): FrameOutput {
  const waiters = wakeTogether();
  const sent = () => {
    if (!waiters.isEmpty() && socket.bufferedAmount <= LOW_WATER) waiters.wake();
  };
  const hold = leaveTogether(socket);
  socket.once("close", waiters.wake);
  return {
    send: (message) => {
      if (socket.readyState !== socket.OPEN) return false;
      hold();
      const { bytes, release } = encodeForSending(message);
      socket.send(bytes, release ? () => [release(), sent()] : sent);
      return true;
    },
    ready: () => {
      if (socket.readyState !== socket.OPEN || socket.bufferedAmount < HIGH_WATER) return undefined;
      return waiters.wait();
    },
  };
}

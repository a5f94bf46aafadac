import type { WebSocket } from "ws";
import type { SocketCommand, TunnelRequest } from "@/lib/obico/messages";
import { writeRemoteStatus, writeRequest, writeSocketCommand } from "@/lib/obico/write-messages";
import { wakeTogether } from "@/lib/octostream/wake-together";

/** Bytes that may wait in an agent's socket before the next message has to hold back, and when it may go on. */
const HIGH_WATER = 1024 * 1024;
const LOW_WATER = 256 * 1024;

/**
 * All that is ever sent to an agent: its tunnels, and whether somebody looks. The rest of its protocol, by which any
 * method of the program can be called, has no way out of here.
 */
export type AgentOutput = {
  /** @returns false when the connection is ending */
  request(request: TunnelRequest): boolean;
  socket(command: SocketCommand): boolean;
  viewing(isViewing: boolean): boolean;
  /** @returns undefined when more may be sent now, else when it may (or the connection is over) */
  ready(): Promise<void> | undefined;
  /** Whether so much waits that nothing is added that can be left out: an agent may ask without reading. */
  isFull(): boolean;
};

/** The sending half of an agent's connection. */
export function agentOutput(socket: WebSocket): AgentOutput {
  const waiters = wakeTogether();
  socket.once("close", waiters.wake);
  const send = (message: Uint8Array | string) => {
    if (socket.readyState !== socket.OPEN) return false;
    // The kind of frame counts: JSON is read in text alone, BSON in binary.
    socket.send(message, { binary: typeof message !== "string" }, () => {
      if (socket.bufferedAmount <= LOW_WATER) waiters.wake();
    });
    return true;
  };
  return {
    isFull: () => socket.bufferedAmount >= HIGH_WATER,
    request: (request) => send(writeRequest(request)),
    socket: (command) => send(writeSocketCommand(command)),
    viewing: (isViewing) => send(writeRemoteStatus({ viewing: isViewing, should_watch: false })),
    ready: () =>
      socket.readyState === socket.OPEN && socket.bufferedAmount >= HIGH_WATER ? waiters.wait() : undefined,
  };
}

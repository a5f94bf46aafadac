import type { Socket } from "node:net";
import { seconds } from "@/lib/clock";

/** What came before the other end closed lies in our machine already. */
const READ_MS = seconds(2);

const isFailedWrite = (error: Error | null | undefined): boolean => {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  return syscall === "write" && (code === "EPIPE" || code === "ECONNRESET");
};

/**
 * A server may answer an upload before its end and close (RFC 9112, 9.6): the next write then fails, and Node drops the
 * connection with the answer unread. With this the failure waits until what has arrived was read.
 * @param isAnswered the answer is being read: it ends the connection by itself
 */
export function readBeforeDestroyed(socket: Socket, isAnswered: () => boolean): void {
  const destroy = socket.destroy.bind(socket);
  let hasFailed = false;
  socket.destroy = (error?: Error) => {
    if (!isFailedWrite(error)) return destroy(error);
    // A failed write counts as an error of the reading side too, which then keeps back what it has.
    Object.assign((socket as Socket & { _readableState: object })._readableState, { errored: null });
    socket.read(0);
    if (!hasFailed)
      setTimeout(() => {
        if (!isAnswered()) destroy(error);
      }, READ_MS).unref();
    hasFailed = true;
    return socket;
  };
}

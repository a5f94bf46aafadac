import type { IncomingMessage } from "node:http";
import type { OpenStream } from "@/lib/gateway/streams/stream-types";

/**
 * Sends a body to the printer as fast as the printer takes it.
 * @param onTooLarge called once when it passes the limit
 */
export function passBody(
  request: IncomingMessage,
  size: number,
  stream: OpenStream,
  limit: number,
  onTooLarge: () => void,
): void {
  let sent = 0;
  request.on("data", (piece: Buffer) => {
    sent += piece.length;
    if (sent > limit) {
      request.removeAllListeners("data");
      return onTooLarge();
    }
    request.pause();
    void stream.send(piece, false).then(() => request.resume());
  });
  request.on("end", () => {
    // What broke off is never called complete: the printer would act on half of it.
    if (request.complete && (size < 0 || sent === size)) stream.finish();
    else stream.cancel();
  });
}

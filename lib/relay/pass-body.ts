import type { IncomingMessage } from "node:http";
import type { OpenStream } from "@/lib/gateway/streams/stream-types";
import { recordFault } from "@/lib/observability/record-fault";
import { relayNumbers } from "@/lib/observability/relay-numbers";

/**
 * Sends a body to the printer as fast as the printer takes it.
 * @param endings `onTooLarge`: called once when it passes the limit; `onFault`: once when a piece could not be sent, of
 * which the log has the rest
 */
export function passBody(
  request: IncomingMessage,
  size: number,
  stream: OpenStream,
  limit: number,
  endings: { onTooLarge(): void; onFault(): void },
): void {
  let sent = 0;
  request.on("data", (piece: Buffer) => {
    sent += piece.length;
    if (sent > limit) {
      request.removeAllListeners("data");
      return endings.onTooLarge();
    }
    relayNumbers.bytesFromApps += piece.length;
    request.pause();
    stream.send(piece, false).then(
      () => request.resume(),
      (error: unknown) => {
        request.removeAllListeners("data");
        recordFault(error);
        endings.onFault();
      },
    );
  });
  request.on("end", () => {
    // What broke off is never called complete: the printer would act on half of it.
    if (request.complete && (size < 0 || sent === size)) stream.finish();
    else stream.cancel();
  });
}

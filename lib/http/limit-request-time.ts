import type { IncomingMessage, ServerResponse } from "node:http";
import { seconds } from "@/lib/clock";

/** A form on a slow phone is there within seconds. */
const WHOLE_REQUEST_MS = seconds(60);

/**
 * Ends the connection of a request whose body does not arrive whole in time, whether or not anybody reads it: Node
 * waits for the rest of a body also after the answer, to find the next request behind it.
 * @param from `arrival`: from the first byte on; `answer`: for bodies that may take their time, such as a relayed
 * upload, only once it was answered
 */
export function limitRequestTime(
  request: IncomingMessage,
  response: ServerResponse,
  from: "arrival" | "answer",
  ms = WHOLE_REQUEST_MS,
): void {
  const { "content-length": length, "transfer-encoding": coding } = request.headers;
  // Without a body it is there.
  if (length === undefined && coding === undefined) return;
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    if (request.complete) return;
    timer = setTimeout(() => {
      if (!request.complete) request.socket.destroy();
    }, ms);
    timer.unref();
  };
  const stop = () => clearTimeout(timer);
  if (from === "arrival") begin();
  else response.once("finish", begin);
  request.once("end", stop);
  // Nothing waits at the socket of a request that came whole: thousands may come by one.
  request.once("close", () => {
    if (request.complete) stop();
    else request.socket.once("close", stop);
  });
}

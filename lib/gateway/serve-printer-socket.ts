import type { WebSocket } from "ws";
import { minutes, seconds } from "@/lib/clock";
import { answerHandshake, type HandshakeDuties } from "@/lib/gateway/handshake/answer-handshake";
import { log } from "@/lib/observability/log";
import { decodeMessage } from "@/lib/octostream/decode-message";
import { encodeMessage } from "@/lib/octostream/encode-message";
import type { HandshakeRequest, Message } from "@/lib/octostream/messages";

export type SocketTimes = {
  /** For the first message to arrive. */
  handshakeMs: number;
  /** For the printer's side to close after a rejection. */
  goodbyeMs: number;
  /** Between our pings. */
  pingMs: number;
  /** Without any byte: the connection is dead. */
  silentMs: number;
  /** While a request waits: without any byte, the printer's end is asked whether it is there, */
  askMs: number;
  /** and has to say something within this. */
  tellMs: number;
};

/** docs/printer-protocol.md#1-endpoint-and-framing and docs/printer-protocol.md#31-sequence. */
export const SOCKET_TIMES: SocketTimes = {
  handshakeMs: seconds(10),
  goodbyeMs: seconds(5),
  pingMs: seconds(30),
  silentMs: minutes(2),
  askMs: seconds(5),
  tellMs: seconds(5),
};

export type SocketUse = HandshakeDuties & {
  times: SocketTimes;
  /** A message of the accepted printer. */
  receive(message: Message): void;
  /** Its handshake has come, whole. */
  onHandshake(): void;
  /** The socket counts as a stranger's until this is called: once, and never for a printer that was refused. */
  onAccepted(): void;
};

/**
 * Talks to one printer's socket from its first byte: one HandshakeRequest within 10 s and nothing before it, one reply,
 * then whatever was agreed. Bytes that are no message end the connection at once, whoever sent them.
 */
export function servePrinterSocket(socket: WebSocket, use: SocketUse): void {
  let state: "new" | "checking" | "rejected" | "accepted" = "new";
  const deadline = setTimeout(() => socket.terminate(), use.times.handshakeMs);

  const check = async (request: HandshakeRequest) => {
    state = "checking";
    use.onHandshake();
    const reply = await answerHandshake(request, use);
    clearTimeout(deadline);
    socket.send(encodeMessage(reply));
    state = reply.accepted ? "accepted" : "rejected";
    if (reply.accepted) return use.onAccepted();
    // The printer's side closes after a rejection, and only then heeds the backoff: we wait a little before we do.
    // Until then it stays a stranger, with a stranger's place and bounds: being refused costs nothing, and must bring
    // nothing.
    setTimeout(() => socket.terminate(), use.times.goodbyeMs).unref();
  };

  const receive = (message: Message) => {
    if (state === "accepted") return use.receive(message); // never throws: a stream contains its own faults
    if (state === "rejected") return;
    if (state === "checking" || message.type !== "HandshakeRequest") return socket.terminate();
    check(message).catch((error: unknown) => {
      log.error(
        { reason: error instanceof Error ? error.message.slice(0, 300) : "unknown" },
        "a printer's handshake failed",
      );
      socket.terminate();
    });
  };

  // Once a connection: a line for each would let a printer write more into our log than it sends.
  let hasNoted = false;
  const recordUnknown = () => {
    if (!hasNoted) log.info("a printer sent a message of an unknown type");
    hasNoted = true;
  };

  socket.on("message", (bytes: Buffer, isBinary) => {
    const decoded = isBinary ? decodeMessage(bytes) : undefined;
    if (decoded?.ok) return receive(decoded.message);
    if (decoded?.error === "unknown_type" && state === "accepted") return recordUnknown();
    log.warn({ fault: decoded?.error ?? "text" }, "a printer's connection sent bytes that are no message");
    socket.terminate();
  });
  socket.on("error", () => socket.terminate());
  socket.on("close", () => clearTimeout(deadline));
}

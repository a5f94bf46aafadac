import { Envelope } from "@/lib/octostream/generated/octostream/envelope";
import { HandshakeReply } from "@/lib/octostream/generated/octostream/handshake-reply";
import { HandshakeRequest } from "@/lib/octostream/generated/octostream/handshake-request";
import { Payload } from "@/lib/octostream/generated/octostream/payload";
import { StreamFrame } from "@/lib/octostream/generated/octostream/stream-frame";
import { Summon } from "@/lib/octostream/generated/octostream/summon";
import { UiPopup } from "@/lib/octostream/generated/octostream/ui-popup";
import { MessageBuffer } from "@/lib/octostream/message-buffer";
import type { Message, MessageError } from "@/lib/octostream/messages";
import { readHandshakeReply, readHandshakeRequest } from "@/lib/octostream/read-handshake";
import { readSummon, readUiPopup } from "@/lib/octostream/read-popup";
import { readStreamFrame } from "@/lib/octostream/read-stream-frame";
import { verifyMessage } from "@/lib/octostream/verify-message";
import { failure, ok, type Result } from "@/lib/result";

/** Length prefix and root offset: nothing shorter can be a message. */
const SHORTEST = 8;

function read(envelope: Envelope): Message | undefined {
  switch (envelope.payloadType()) {
    case Payload.HandshakeRequest:
      return readHandshakeRequest(envelope.payload(new HandshakeRequest()) as HandshakeRequest);
    case Payload.HandshakeReply:
      return readHandshakeReply(envelope.payload(new HandshakeReply()) as HandshakeReply);
    case Payload.StreamFrame:
      return readStreamFrame(envelope.payload(new StreamFrame()) as StreamFrame);
    case Payload.UiPopup:
      return readUiPopup(envelope.payload(new UiPopup()) as UiPopup);
    case Payload.Summon:
      return readSummon(envelope.payload(new Summon()) as Summon);
    default:
      return undefined;
  }
}

/**
 * The bytes behind the length prefix, in memory that holds nothing else: what arrives may lie in buffers with other
 * messages, or in ones that other connections share. A long message has memory of its own already.
 */
const alone = (received: Uint8Array): Buffer =>
  received.byteLength === received.buffer.byteLength
    ? Buffer.from(received.buffer, 4, received.byteLength - 4)
    : Buffer.from(new Uint8Array(received.subarray(4)).buffer);

/**
 * Reads one WebSocket message (docs/printer-protocol.md#1-endpoint-and-framing): length prefix, verifier, then a plain
 * object. It is read in memory that holds nothing else.
 * @param received the whole message; nobody may change it any more
 * @returns the message (its `data` lies in what was received, or in a copy), or why it is refused. Never throws.
 */
export function decodeMessage(received: Uint8Array): Result<{ message: Message }, MessageError> {
  if (received.length < SHORTEST) return failure("too_short");
  const prefix = new DataView(received.buffer, received.byteOffset, 4).getUint32(0, true);
  if (prefix !== received.length - 4) return failure("length_differs");
  const bytes = alone(received);
  const error = verifyMessage(bytes);
  if (error) return failure(error);
  const message = read(Envelope.getRootAsEnvelope(new MessageBuffer(bytes)));
  return message ? ok({ message }) : failure("number_too_large");
}

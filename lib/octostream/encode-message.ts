import type { Builder, Offset } from "flatbuffers";
import { Envelope } from "@/lib/octostream/generated/octostream/envelope";
import { Payload } from "@/lib/octostream/generated/octostream/payload";
import { UiPopup } from "@/lib/octostream/generated/octostream/ui-popup";
import { lendBuilder, returnBuilder, scratchBuilder } from "@/lib/octostream/message-memory";
import type { Outgoing } from "@/lib/octostream/messages";
import { writeHandshakeReply, writeHandshakeRequest } from "@/lib/octostream/write-handshake";
import { writeStreamFrame } from "@/lib/octostream/write-stream-frame";
import { writeText } from "@/lib/octostream/write-values";

function writeUiPopup(builder: Builder, popup: Extract<Outgoing, { type: "UiPopup" }>): Offset {
  const title = writeText(builder, popup.title);
  const text = writeText(builder, popup.text);
  const actionText = writeText(builder, popup.actionText);
  const actionLink = writeText(builder, popup.actionLink);
  UiPopup.startUiPopup(builder);
  UiPopup.addTitle(builder, title);
  UiPopup.addText(builder, text);
  UiPopup.addStyle(builder, popup.style ?? 0);
  UiPopup.addActionText(builder, actionText);
  UiPopup.addActionLink(builder, actionLink);
  UiPopup.addShowSeconds(builder, popup.showSeconds ?? 5);
  UiPopup.addOnlyThroughRelay(builder, popup.onlyThroughRelay ?? true);
  return UiPopup.endUiPopup(builder);
}

function writePayload(builder: Builder, message: Outgoing): Offset {
  switch (message.type) {
    case "HandshakeRequest":
      return writeHandshakeRequest(builder, message);
    case "HandshakeReply":
      return writeHandshakeReply(builder, message);
    case "StreamFrame":
      return writeStreamFrame(builder, message);
    case "UiPopup":
      return writeUiPopup(builder, message);
  }
}

/** Longer bodies are copied once only, into memory that their message leaves from. */
const LONG = 8 * 1024;

function write(builder: Builder, message: Outgoing): Uint8Array {
  const payload = writePayload(builder, message);
  Envelope.finishSizePrefixedEnvelopeBuffer(builder, Envelope.createEnvelope(builder, Payload[message.type], payload));
  return builder.asUint8Array();
}

/** @property release to be called when nobody reads the bytes any more: then other messages are written over them */
export type Encoded = { bytes: Uint8Array; release?: () => void };

/**
 * Writes one WebSocket message that leaves at once: length prefix and FlatBuffer
 * (docs/printer-protocol.md#1-endpoint-and-framing). Fields that are not given keep the schema's defaults; note that
 * `controlOnly` defaults to true.
 */
export function encodeForSending(message: Outgoing): Encoded {
  const body = message.type === "StreamFrame" ? (message.data?.length ?? 0) : 0;
  // The builder's own view lies in memory that all short messages share.
  if (body <= LONG) return { bytes: Buffer.from(write(scratchBuilder(), message)) };
  const builder = lendBuilder(body);
  return { bytes: write(builder, message), release: () => returnBuilder(builder) };
}

/** The same, to be kept for as long as one likes. */
export const encodeMessage = (message: Outgoing): Uint8Array => encodeForSending(message).bytes;

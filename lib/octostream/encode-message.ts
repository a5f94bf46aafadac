import { Builder, type Offset } from "flatbuffers";
import { Envelope } from "@/lib/octostream/generated/octostream/envelope";
import { Payload } from "@/lib/octostream/generated/octostream/payload";
import { UiPopup } from "@/lib/octostream/generated/octostream/ui-popup";
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

/** Room for everything but the body, so that the builder does not have to copy a large body to grow. */
const HEAD_BYTES = 1024;

/**
 * Writes one WebSocket message: length prefix and FlatBuffer (docs/printer-protocol.md#1-endpoint-and-framing). Fields
 * that are not given keep the schema's defaults; note that `controlOnly` defaults to true.
 */
export function encodeMessage(message: Outgoing): Uint8Array {
  const body = message.type === "StreamFrame" ? (message.data?.length ?? 0) : 0;
  const builder = new Builder(body + HEAD_BYTES);
  const payload = writePayload(builder, message);
  Envelope.finishSizePrefixedEnvelopeBuffer(builder, Envelope.createEnvelope(builder, Payload[message.type], payload));
  return builder.asUint8Array();
}

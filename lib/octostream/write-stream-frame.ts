import type { Builder, Offset } from "flatbuffers";
import { HttpContext } from "@/lib/octostream/generated/octostream/http-context";
import { StreamFrame } from "@/lib/octostream/generated/octostream/stream-frame";
import type { OutgoingFrame } from "@/lib/octostream/messages";
import { writeBytes, writePairs, writeText } from "@/lib/octostream/write-values";

function writeHttp(builder: Builder, http: NonNullable<OutgoingFrame["http"]>): Offset {
  const url = writeText(builder, http.url);
  const method = writeText(builder, http.method);
  const publicHost = writeText(builder, http.publicHost);
  const headers = writePairs(builder, http.headers);
  const clientIp = writeText(builder, http.clientIp);
  return HttpContext.createHttpContext(
    builder,
    url,
    http.urlKind ?? 1,
    method,
    publicHost,
    headers,
    http.useLocalAuth ?? 0,
    clientIp,
  );
}

/** @returns where the table lies in the builder */
export function writeStreamFrame(builder: Builder, frame: OutgoingFrame): Offset {
  const http = frame.http ? writeHttp(builder, frame.http) : 0;
  const data = writeBytes(builder, frame.data);
  StreamFrame.startStreamFrame(builder);
  StreamFrame.addStreamId(builder, frame.streamId ?? 0);
  StreamFrame.addIsOpen(builder, frame.isOpen ?? false);
  StreamFrame.addIsClose(builder, frame.isClose ?? false);
  StreamFrame.addIsDataDone(builder, frame.isDataDone ?? false);
  StreamFrame.addControlOnly(builder, frame.controlOnly ?? true);
  StreamFrame.addFullSize(builder, BigInt(frame.fullSize ?? -1));
  StreamFrame.addData(builder, data);
  StreamFrame.addCompression(builder, frame.compression ?? 0);
  StreamFrame.addOriginalSize(builder, BigInt(frame.originalSize ?? 0));
  StreamFrame.addHttp(builder, http);
  StreamFrame.addIsWebsocket(builder, frame.isWebsocket ?? false);
  StreamFrame.addStatusCode(builder, frame.statusCode ?? 0);
  StreamFrame.addWsKind(builder, frame.wsKind ?? 126);
  StreamFrame.addPriority(builder, frame.priority ?? 10);
  StreamFrame.addConnectFailed(builder, frame.connectFailed ?? false);
  StreamFrame.addBodyReadPeakMs(builder, frame.bodyReadPeakMs ?? 0);
  StreamFrame.addSocketSendPeakMs(builder, frame.socketSendPeakMs ?? 0);
  StreamFrame.addMultipartPerSecond(builder, frame.multipartPerSecond ?? 0);
  return StreamFrame.endStreamFrame(builder);
}

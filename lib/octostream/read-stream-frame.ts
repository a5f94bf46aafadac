import type { HttpContext as HttpTable } from "@/lib/octostream/generated/octostream/http-context";
import type { StreamFrame as FrameTable } from "@/lib/octostream/generated/octostream/stream-frame";
import type { HttpContext, StreamFrame } from "@/lib/octostream/messages";
import { readNumber, readPairs } from "@/lib/octostream/read-values";

function readHttp(table: HttpTable): HttpContext {
  return {
    url: table.url() ?? undefined,
    urlKind: table.urlKind(),
    method: table.method() ?? undefined,
    publicHost: table.publicHost() ?? undefined,
    headers: readPairs(table.headersLength(), (index) => table.headers(index)),
    useLocalAuth: table.useLocalAuth(),
    clientIp: table.clientIp() ?? undefined,
  };
}

/** @param table of a verified message @returns undefined when a size is beyond what we can count */
export function readStreamFrame(table: FrameTable): StreamFrame | undefined {
  const http = table.http();
  const fullSize = readNumber(table.fullSize());
  const originalSize = readNumber(table.originalSize());
  if (fullSize === undefined || originalSize === undefined) return undefined;
  return {
    type: "StreamFrame",
    streamId: table.streamId(),
    isOpen: table.isOpen(),
    isClose: table.isClose(),
    isDataDone: table.isDataDone(),
    controlOnly: table.controlOnly(),
    fullSize,
    data: table.dataArray() ?? undefined,
    compression: table.compression(),
    originalSize,
    http: http ? readHttp(http) : undefined,
    isWebsocket: table.isWebsocket(),
    statusCode: table.statusCode(),
    wsKind: table.wsKind(),
    priority: table.priority(),
    connectFailed: table.connectFailed(),
    bodyReadPeakMs: table.bodyReadPeakMs(),
    socketSendPeakMs: table.socketSendPeakMs(),
    multipartPerSecond: table.multipartPerSecond(),
  };
}

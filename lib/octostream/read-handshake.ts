import type { HandshakeReply as ReplyTable } from "@/lib/octostream/generated/octostream/handshake-reply";
import type { HandshakeRequest as RequestTable } from "@/lib/octostream/generated/octostream/handshake-request";
import type { HandshakeReply, HandshakeRequest } from "@/lib/octostream/messages";
import { readList, readNumber, readPairs } from "@/lib/octostream/read-values";

/** @param table of a verified message */
export function readHandshakeRequest(table: RequestTable): HandshakeRequest {
  return {
    type: "HandshakeRequest",
    printerId: table.printerId() ?? undefined,
    isPrimary: table.isPrimary(),
    pluginVersion: table.pluginVersion() ?? undefined,
    lanIp: table.lanIp() ?? undefined,
    lanHttpPort: table.lanHttpPort(),
    legacyKey: table.legacyKey() ?? undefined,
    rsaChallenge: table.rsaChallengeArray() ?? undefined,
    rsaKeyVersion: table.rsaKeyVersion(),
    webcamFlipH: table.webcamFlipH(),
    webcamFlipV: table.webcamFlipV(),
    webcamRotate90: table.webcamRotate90(),
    privateKey: table.privateKey() ?? undefined,
    summonKind: table.summonKind(),
    hostPlatform: table.hostPlatform(),
    isCompanion: table.isCompanion(),
    deviceOs: table.deviceOs(),
    receiveCompression: table.receiveCompression(),
    deviceId: table.deviceId() ?? undefined,
    isContainer: table.isContainer(),
    properties: readPairs(table.propertiesLength(), (index) => table.properties(index)),
  };
}

/** @param table of a verified message @returns undefined when a number is beyond what we can count */
export function readHandshakeReply(table: ReplyTable): HandshakeReply | undefined {
  const backoffSeconds = readNumber(table.backoffSeconds());
  if (backoffSeconds === undefined) return undefined;
  return {
    type: "HandshakeReply",
    accepted: table.accepted(),
    connectedAccounts: readList(table.connectedAccountsLength(), (index) => table.connectedAccounts(index)),
    error: table.error() ?? undefined,
    backoffSeconds,
    requiresPluginUpdate: table.requiresPluginUpdate(),
    octoKey: table.octoKey() ?? undefined,
    rsaChallengeResult: table.rsaChallengeResult() ?? undefined,
    requiresRekey: table.requiresRekey(),
  };
}

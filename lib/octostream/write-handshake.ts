import type { Builder, Offset } from "flatbuffers";
import { HandshakeReply } from "@/lib/octostream/generated/octostream/handshake-reply";
import { HandshakeRequest } from "@/lib/octostream/generated/octostream/handshake-request";
import type { Outgoing } from "@/lib/octostream/messages";
import { writeBytes, writeOffsets, writePairs, writeText } from "@/lib/octostream/write-values";

type Request = Extract<Outgoing, { type: "HandshakeRequest" }>;
type Reply = Extract<Outgoing, { type: "HandshakeReply" }>;

/** @returns where the table lies in the builder */
export function writeHandshakeRequest(builder: Builder, request: Request): Offset {
  const printerId = writeText(builder, request.printerId);
  const pluginVersion = writeText(builder, request.pluginVersion);
  const lanIp = writeText(builder, request.lanIp);
  const legacyKey = writeText(builder, request.legacyKey);
  const rsaChallenge = writeBytes(builder, request.rsaChallenge);
  const privateKey = writeText(builder, request.privateKey);
  const deviceId = writeText(builder, request.deviceId);
  const properties = writePairs(builder, request.properties);
  HandshakeRequest.startHandshakeRequest(builder);
  HandshakeRequest.addPrinterId(builder, printerId);
  HandshakeRequest.addIsPrimary(builder, request.isPrimary ?? false);
  HandshakeRequest.addPluginVersion(builder, pluginVersion);
  HandshakeRequest.addLanIp(builder, lanIp);
  HandshakeRequest.addLanHttpPort(builder, request.lanHttpPort ?? 0);
  HandshakeRequest.addLegacyKey(builder, legacyKey);
  HandshakeRequest.addRsaChallenge(builder, rsaChallenge);
  HandshakeRequest.addRsaKeyVersion(builder, request.rsaKeyVersion ?? 0);
  HandshakeRequest.addWebcamFlipH(builder, request.webcamFlipH ?? false);
  HandshakeRequest.addWebcamFlipV(builder, request.webcamFlipV ?? false);
  HandshakeRequest.addWebcamRotate90(builder, request.webcamRotate90 ?? false);
  HandshakeRequest.addPrivateKey(builder, privateKey);
  HandshakeRequest.addSummonKind(builder, request.summonKind ?? 1);
  HandshakeRequest.addHostPlatform(builder, request.hostPlatform ?? 0);
  HandshakeRequest.addIsCompanion(builder, request.isCompanion ?? false);
  HandshakeRequest.addDeviceOs(builder, request.deviceOs ?? 0);
  HandshakeRequest.addReceiveCompression(builder, request.receiveCompression ?? 2);
  HandshakeRequest.addDeviceId(builder, deviceId);
  HandshakeRequest.addIsContainer(builder, request.isContainer ?? false);
  HandshakeRequest.addProperties(builder, properties);
  return HandshakeRequest.endHandshakeRequest(builder);
}

/** @returns where the table lies in the builder */
export function writeHandshakeReply(builder: Builder, reply: Reply): Offset {
  const accounts = writeOffsets(
    builder,
    reply.connectedAccounts?.map((account) => builder.createString(account)),
  );
  const error = writeText(builder, reply.error);
  const octoKey = writeText(builder, reply.octoKey);
  const result = writeText(builder, reply.rsaChallengeResult);
  HandshakeReply.startHandshakeReply(builder);
  HandshakeReply.addAccepted(builder, reply.accepted ?? false);
  HandshakeReply.addConnectedAccounts(builder, accounts);
  HandshakeReply.addError(builder, error);
  HandshakeReply.addBackoffSeconds(builder, BigInt(reply.backoffSeconds ?? 0));
  HandshakeReply.addRequiresPluginUpdate(builder, reply.requiresPluginUpdate ?? false);
  HandshakeReply.addOctoKey(builder, octoKey);
  HandshakeReply.addRsaChallengeResult(builder, result);
  HandshakeReply.addRequiresRekey(builder, reply.requiresRekey ?? false);
  return HandshakeReply.endHandshakeReply(builder);
}

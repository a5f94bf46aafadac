import { isIP } from "node:net";
import { isTooOld } from "@/lib/gateway/handshake/is-too-old";
import { CHALLENGE_BYTES } from "@/lib/gateway/handshake/solve-challenges";
import { BodyCompression } from "@/lib/octostream/generated/octostream/body-compression";
import { LOCAL_AUTH_PROPERTY } from "@/lib/octostream/local-authority";
import type { HandshakeRequest, Pair } from "@/lib/octostream/messages";
import { readResumption, RESUMPTION_NAME, type Resumption } from "@/lib/octostream/resumption";
import { FLOW_PROPERTY } from "@/lib/octostream/stream-credit";
import { OWNERSHIP_PROPERTY } from "@/lib/octostream/told-ownership";
import { failure, ok, type Result } from "@/lib/result";

/** What a printer says about itself. */
export type PrinterDescription = {
  publicId: string;
  lanIp: string | null;
  lanHttpPort: number | null;
  platform: number;
  deviceOs: number;
  isCompanion: boolean;
  pluginVersion: string | null;
};

/** What a printer's program can do beyond the protocol's minimum. */
export type Abilities = {
  /** It counts credit for streams. */
  flowControl: boolean;
  /** It wants to hear of its owner (told-ownership). */
  hearsOwnership: boolean;
  /** It can act in OctoPrint with an authority of its own (docs/printer-protocol.md#45-local-authority). */
  localAuth: boolean;
  /** It has to be updated before apps can be relayed to it. */
  tooOld: boolean;
  /** It packs with zstd, and the dictionary that is part of it; there is no way to forbid that. */
  packsWithZstd?: true;
};

/** What a handshake says, after its form was checked. Nothing of it is proven yet. */
export type CheckedHandshake = {
  printer: PrinterDescription;
  privateKey: string;
  challenge: Uint8Array;
  deviceId: string | undefined;
  /** It comes back, and offers to leave the challenge out. */
  resumption: Resumption | undefined;
  abilities: Abilities;
};

export type HandshakeError = "not_primary" | "printer_id" | "private_key" | "challenge";

const OCTOPRINT = 1;

/**
 * The connector says what it can. A plugin inside OctoPrint has authority there by its place; beside it, or elsewhere,
 * none.
 */
function abilitiesOf(request: HandshakeRequest, version: string | null): Abilities {
  const { properties, hostPlatform, isCompanion, receiveCompression } = request;
  const says = ([name, value]: Pair) => properties?.some((pair) => pair[0] === name && pair[1] === value) ?? false;
  const flowControl = says(FLOW_PROPERTY);
  const isPlugin = hostPlatform === OCTOPRINT && !isCompanion && !flowControl;
  return {
    flowControl,
    hearsOwnership: says(OWNERSHIP_PROPERTY),
    localAuth: says(LOCAL_AUTH_PROPERTY) || isPlugin,
    tooOld: isTooOld(version, flowControl ? "connector" : "plugin"),
    ...(receiveCompression === BodyCompression.Zstd && { packsWithZstd: true }),
  };
}

/**
 * Checks the fields of a handshake (docs/printer-protocol.md#32-identity). What only describes the printer is dropped
 * when it makes no sense and never a reason to refuse: later plugins may say new things.
 */
export function checkHandshake(request: HandshakeRequest): Result<{ handshake: CheckedHandshake }, HandshakeError> {
  const {
    printerId: publicId = "",
    privateKey = "",
    rsaChallenge,
    lanIp = "",
    lanHttpPort,
    pluginVersion = "",
  } = request;
  if (!request.isPrimary) return failure("not_primary");
  if (!/^[A-Za-z0-9]{40,60}$/.test(publicId)) return failure("printer_id");
  if (!/^[A-Za-z0-9]{80,128}$/.test(privateKey)) return failure("private_key");
  if (rsaChallenge?.length !== CHALLENGE_BYTES || request.rsaKeyVersion !== 1) return failure("challenge");
  const printer = {
    publicId,
    lanIp: isIP(lanIp) ? lanIp : null,
    lanHttpPort: lanHttpPort >= 1 && lanHttpPort <= 65535 ? lanHttpPort : null,
    platform: request.hostPlatform,
    deviceOs: request.deviceOs,
    isCompanion: request.isCompanion,
    pluginVersion: /^[\w.+-]{1,40}$/.test(pluginVersion) ? pluginVersion : null,
  };
  return ok({
    handshake: {
      printer,
      privateKey,
      challenge: rsaChallenge,
      deviceId: request.deviceId?.slice(0, 256),
      resumption: readResumption(request.properties?.find(([name]) => name === RESUMPTION_NAME)?.[1] ?? ""),
      abilities: abilitiesOf(request, printer.pluginVersion),
    },
  });
}

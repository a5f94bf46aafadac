import { isIP } from "node:net";
import type { HandshakeRequest } from "@/lib/gateway/protocol/messages";
import { FLOW_PROPERTY } from "@/lib/gateway/protocol/stream-credit";
import { CHALLENGE_BYTES } from "@/lib/gateway/solve-challenges";
import { failure, ok, type Result } from "@/lib/result";

/** What a printer says about itself. */
export type PrinterDescription = {
  printerId: string;
  lanIp: string | null;
  lanHttpPort: number | null;
  platform: number;
  deviceOs: number;
  isCompanion: boolean;
  pluginVersion: string | null;
};

/** What a handshake says, after its form was checked. Nothing of it is proven yet. */
export type CheckedHandshake = {
  printer: PrinterDescription;
  privateKey: string;
  challenge: Uint8Array;
  deviceId: string | undefined;
  /** The program counts credit for streams. */
  flow: boolean;
};

export type HandshakeFault = "not_primary" | "printer_id" | "private_key" | "challenge";

/**
 * Checks the fields of a handshake (protocol notes, section 3.2). What only describes the printer is dropped when it makes
 * no sense and never a reason to refuse: later plugins may say new things.
 */
export function checkHandshake(request: HandshakeRequest): Result<{ handshake: CheckedHandshake }, HandshakeFault> {
  const { printerId = "", privateKey = "", rsaChallenge, lanIp = "", lanHttpPort, pluginVersion = "" } = request;
  if (!request.isPrimary) return failure("not_primary");
  if (!/^[A-Za-z0-9]{40,60}$/.test(printerId)) return failure("printer_id");
  if (!/^[A-Za-z0-9]{80,128}$/.test(privateKey)) return failure("private_key");
  if (rsaChallenge?.length !== CHALLENGE_BYTES || request.rsaKeyVersion !== 1) return failure("challenge");
  const printer = {
    printerId,
    lanIp: isIP(lanIp) ? lanIp : null,
    lanHttpPort: lanHttpPort >= 1 && lanHttpPort <= 65535 ? lanHttpPort : null,
    platform: request.hostPlatform,
    deviceOs: request.deviceOs,
    isCompanion: request.isCompanion,
    pluginVersion: /^[\w.+-]{1,40}$/.test(pluginVersion) ? pluginVersion : null,
  };
  const flow = request.properties?.some(([name, value]) => name === FLOW_PROPERTY[0] && value === FLOW_PROPERTY[1]) ?? false;
  return ok({ handshake: { printer, privateKey, challenge: rsaChallenge, deviceId: request.deviceId?.slice(0, 256), flow } });
}

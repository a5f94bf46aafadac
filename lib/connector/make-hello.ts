import { deviceId } from "@/lib/connector/device-id";
import { findLanAddress } from "@/lib/connector/find-lan-address";
import type { Identity } from "@/lib/connector/load-identity";
import type { LinkDuties } from "@/lib/connector/open-portal-link";
import type { PrinterPlace } from "@/lib/connector/streams/printer";
import { CONNECTOR_VERSION } from "@/lib/connector/version";
import { LOCAL_AUTH_PROPERTY } from "@/lib/octostream/local-authority";
import { RESUMPTION_NAME } from "@/lib/octostream/resumption";
import { FLOW_PROPERTY } from "@/lib/octostream/stream-credit";
import { OWNERSHIP_PROPERTY } from "@/lib/octostream/told-ownership";

const webPort = (origin: string) => Number(new URL(origin).port) || (origin.startsWith("https:") ? 443 : 80);

/**
 * What the connector says first on each connection, but for the challenge (docs/printer-protocol.md#32-identity).
 * @param portal its origin
 * @param more `resumption`: what it comes back with; `asPlugin`, in tests: says it is a plugin of this version, which
 * counts no credit
 */
export async function makeHello(
  portal: string,
  { origin, platform, octoPrintKey }: PrinterPlace,
  { printerId, privateKey }: Identity,
  { asPlugin, resumption }: { asPlugin?: string | undefined; resumption?: string | undefined } = {},
): Promise<LinkDuties["hello"]> {
  const lan = await findLanAddress(origin, portal);
  return {
    type: "HandshakeRequest",
    printerId,
    privateKey,
    isPrimary: true,
    pluginVersion: asPlugin ?? CONNECTOR_VERSION,
    lanIp: lan.address,
    lanHttpPort: webPort(origin),
    rsaKeyVersion: 1,
    hostPlatform: platform,
    isCompanion: lan.isCompanion,
    deviceOs: process.platform === "win32" ? 2 : 1,
    receiveCompression: 2,
    deviceId: await deviceId(printerId),
    properties: [
      ...(asPlugin === undefined ? [FLOW_PROPERTY, OWNERSHIP_PROPERTY] : []),
      ...(resumption === undefined ? [] : [[RESUMPTION_NAME, resumption] as const]),
      ...(octoPrintKey === undefined ? [] : [LOCAL_AUTH_PROPERTY]),
    ],
  };
}

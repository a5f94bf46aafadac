import { setTimeout as sleep } from "node:timers/promises";
import { seconds } from "@/lib/clock";
import type { Report } from "@/lib/connector/connector-event";
import { deviceId } from "@/lib/connector/device-id";
import { findLanAddress } from "@/lib/connector/find-lan-address";
import { keepIdentity, type Identity } from "@/lib/connector/keep-identity";
import { makeChallenge } from "@/lib/connector/make-challenge";
import { nextWait } from "@/lib/connector/next-wait";
import { openFolder } from "@/lib/connector/open-folder";
import { openPortalLink, type LinkDuties, type LinkEnd } from "@/lib/connector/open-portal-link";
import { trustPortalKey } from "@/lib/connector/trust-portal-key";
import { CONNECTOR_VERSION } from "@/lib/connector/version";
import { LINKING_TIMES, newLinkingState, watchLinking, type LinkingTimes } from "@/lib/connector/watch-linking";
import { serveStreams, type StreamServer } from "@/lib/connector/streams/serve-streams";
import { FLOW_PROPERTY } from "@/lib/gateway/protocol/stream-credit";
import type { Message } from "@/lib/gateway/protocol/messages";

export type ConnectorOptions = {
  /** Origin of the portal. */
  portal: string;
  /** Origin of the printer's web server, which need not answer yet. */
  printer: string;
  dir: string;
  /** `HostPlatform` of the protocol; 0 is unknown. */
  platform: number;
  report: Report;
  /** For tests: the waiting times of the protocol are not for the impatient. */
  times?: Partial<LinkingTimes> & { waitSeconds?: number };
};

export type Connector = {
  readonly printerId: string;
  /** Ends the connection. Resolves when nothing runs any more. */
  stop(): Promise<void>;
};

/** The folder may become unreadable, or the disk full: said like any other reason, and tried again. */
const faultOf = (error: unknown): LinkEnd => ({ accepted: false, reason: error instanceof Error ? error.message : "Unknown fault.", backoffSeconds: 0 });

const webPort = (origin: string) => Number(new URL(origin).port) || (origin.startsWith("https:") ? 443 : 80);

async function helloOf({ portal, printer, platform }: ConnectorOptions, { printerId, privateKey }: Identity): Promise<LinkDuties["hello"]> {
  const lan = await findLanAddress(printer, portal);
  return {
    type: "HandshakeRequest",
    printerId,
    privateKey,
    isPrimary: true,
    pluginVersion: CONNECTOR_VERSION,
    lanIp: lan.address,
    lanHttpPort: webPort(printer),
    rsaKeyVersion: 1,
    hostPlatform: platform,
    isCompanion: lan.isCompanion,
    deviceOs: process.platform === "win32" ? 2 : 1,
    receiveCompression: 2,
    deviceId: await deviceId(printerId),
    properties: [FLOW_PROPERTY],
  };
}

/**
 * Runs the printer's end of the protocol: keeps a connection to the portal, comes back after the protocol's waiting times
 * (section 3.4), and shows a linking code while nobody owns the printer.
 * @throws FolderError when its folder is unusable at the start; nothing ends it later
 */
export async function runConnector(options: ConnectorOptions): Promise<Connector> {
  const { portal, report, times = {} } = options;
  const folder = await openFolder(options.dir, portal);
  const identity = await keepIdentity(folder);
  const { printerId } = identity;
  const linking = newLinkingState();
  const stopping = new AbortController();

  const receive = (message: Message, streams: StreamServer | undefined) => {
    if (message.type === "UiPopup") report({ event: "popup", title: message.title ?? "", text: message.text ?? "" });
    return message.type !== "StreamFrame" || (streams?.receive(message) ?? false);
  };

  const connectOnce = async (): Promise<LinkEnd> => {
    const trusted = await trustPortalKey(portal, folder, stopping.signal);
    if (!trusted.ok) return { accepted: false, reason: trusted.reason, backoffSeconds: 0 };
    const { text, encrypted } = makeChallenge(trusted.key);
    const connection = new AbortController();
    let watching: Promise<void> | undefined;
    let streams: StreamServer | undefined;
    const onAccepted: LinkDuties["onAccepted"] = ({ octoKey }, output) => {
      streams = serveStreams(options.printer, output);
      report({ event: "online", printerId });
      watching = watchLinking({ portal, printerId, octoKey, times: { ...LINKING_TIMES, ...times }, report }, linking, connection.signal);
    };
    const hello = { ...(await helloOf(options, identity)), rsaChallenge: encrypted };
    const end = await openPortalLink(portal, { hello, challengeText: text, onAccepted, onMessage: (message) => receive(message, streams) }, stopping.signal);
    streams?.stop();
    connection.abort();
    await watching;
    return end;
  };

  const keepConnected = async () => {
    let last = 1;
    while (!stopping.signal.aborted) {
      const end = await connectOnce().catch(faultOf);
      if (stopping.signal.aborted) return;
      report({ event: "offline", reason: end.reason });
      const { waitSeconds, next } = nextWait(end.accepted ? 1 : last);
      last = next;
      await sleep(seconds(times.waitSeconds ?? waitSeconds + end.backoffSeconds), undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = keepConnected();

  return {
    printerId,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

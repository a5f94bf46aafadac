import { setTimeout as sleep } from "node:timers/promises";
import { monotonicMs, seconds } from "@/lib/clock";
import type { Report } from "@/lib/connector/connector-event";
import { holdOctoPrintKey } from "@/lib/connector/hold-octoprint-key";
import { joinSignals } from "@/lib/connector/join-signals";
import { loadIdentity, type Identity } from "@/lib/connector/load-identity";
import { makeChallenge } from "@/lib/connector/make-challenge";
import { makeHello } from "@/lib/connector/make-hello";
import { reconnectWaits } from "@/lib/connector/next-wait";
import { openFolder } from "@/lib/connector/open-folder";
import { openPortalLink, type LinkDuties, type LinkEnd } from "@/lib/connector/open-portal-link";
import { holdPlatform, type HeldPlatform } from "@/lib/connector/platforms/hold-platform";
import { prepareSetup } from "@/lib/connector/prepare-setup";
import { loadPrinterCertificates } from "@/lib/connector/printer-certificates";
import { serveStreams, type StreamServer } from "@/lib/connector/streams/serve-streams";
import { t } from "@/lib/connector/texts";
import { trustPortalKey } from "@/lib/connector/trust-portal-key";
import {
  LINKING_TIMES,
  newLinkingState,
  ownershipNews,
  watchLinking,
  type LinkingState,
  type LinkingTimes,
  type OwnershipNews,
} from "@/lib/connector/watch-linking";
import { collectPiecesSoon } from "@/lib/octostream/collect-pieces-soon";
import type { Message } from "@/lib/octostream/messages";
import { offerResumption, RESUMABLE_MS } from "@/lib/octostream/resumption";

export type ConnectorOptions = {
  /** Origin of the portal. */
  portal: string;
  /** Origin of the printer's web server, which need not answer yet. */
  printer: string;
  dir: string;
  /** Of this printer, where several share `dir`; left out: that of the portal. */
  folder?: string | undefined;
  /** Presents the setup token in `dir`, if there is one. @returns whether the person agrees */
  confirmSetup?: ((question: string) => boolean) | undefined;
  /** `HostPlatform` of the protocol, where it is known; else the connector finds it out. */
  platform?: number | undefined;
  /** An API key of OctoPrint, or `ask` to ask OctoPrint for one. Kept, so that it is needed once. */
  octoPrintKey?: string | undefined;
  report: Report;
  /** For tests: the waiting times of the protocol are not for the impatient. */
  times?: Partial<LinkingTimes> & { waitSeconds?: number; lookMs?: number };
  /** For tests: to be taken for a plugin of this version, which counts no credit. */
  asPlugin?: string | undefined;
};

export type Connector = {
  readonly printerId: string;
  /** Ends the connection. Resolves when nothing runs any more. */
  stop(): Promise<void>;
};

/** A connector's heap has 10 MB. */
const HEAP_GROWTH_PERCENT = 400;

/** A person may be waiting beside the printer for its new code; a portal that says so again and again gains nothing. */
const UNLINKED_PAUSE_MS = seconds(1);

/** The folder may become unreadable, or the disk full: said like any other reason, and tried again. */
const faultOf = (error: unknown): LinkEnd => ({
  accepted: false,
  reason: error instanceof Error ? error.message : t("connector.fault"),
  backoffSeconds: 0,
});

/** What the handshake says may change: then it is said again on a new connection. */
class Renewal {
  private current = new AbortController();

  /** @returns ends the connection that begins now, when it has to be renewed */
  begin(): AbortSignal {
    this.current = new AbortController();
    return this.current.signal;
  }

  readonly renew = (): void => this.current.abort();
}

/** What all connections of one connector share. */
type Parts = {
  options: ConnectorOptions;
  folder: string;
  identity: Identity;
  platform: HeldPlatform;
  linking: LinkingState;
  renewal: Renewal;
  /** The key of the last connection, and when that ended: it serves once (resumption). */
  last: { octoKey: string; endedMs: number } | undefined;
};

/** A printer's program gets messages of three kinds. @returns false for a message that breaks the protocol */
function receive(message: Message, streams: StreamServer | undefined, news: OwnershipNews, report: Report): boolean {
  if (message.type === "HandshakeReply") news.tell();
  if (message.type === "UiPopup") report({ event: "popup", title: message.title ?? "", text: message.text ?? "" });
  return message.type !== "StreamFrame" || (streams?.receive(message) ?? false);
}

/** Takes what the last connection left to come back with. */
function takeResumption(parts: Parts): ReturnType<typeof offerResumption> | undefined {
  const { last } = parts;
  parts.last = undefined;
  return last && monotonicMs() - last.endedMs < RESUMABLE_MS ? offerResumption(last.octoKey) : undefined;
}

/** One connection to the portal, from the look for its key to the end of all that ran on it. */
async function connectOnce(parts: Parts, signal: AbortSignal): Promise<LinkEnd> {
  const { options, folder, identity, platform, linking, renewal } = parts;
  const { portal, report, times = {} } = options;
  const { printerId } = identity;
  const trusted = await trustPortalKey(portal, folder, signal);
  if (!trusted.ok) return { accepted: false, reason: trusted.reason, backoffSeconds: 0 };
  const place = await platform.find(signal);
  const { text, encrypted } = makeChallenge(trusted.key);
  const setup = await prepareSetup(options, signal);
  if (!setup.ok) return { accepted: false, reason: setup.reason, backoffSeconds: 0 };
  const resumption = takeResumption(parts);
  const connection = new AbortController();
  let accepted: string | undefined;
  let watching: Promise<unknown> | undefined;
  let streams: StreamServer | undefined;
  const news = ownershipNews();
  const onAccepted: LinkDuties["onAccepted"] = ({ octoKey }, output) => {
    streams = serveStreams(place, output);
    accepted = octoKey;
    report({ event: "online", printerId });
    watching = Promise.all([
      setup.present({ printerId, octoKey }, connection.signal),
      watchLinking(
        { portal, printerId, octoKey, times: { ...LINKING_TIMES, ...times }, news, report },
        linking,
        connection.signal,
      ),
      platform.watch(place, printerId, renewal.renew, connection.signal),
    ]);
  };
  const hello = await makeHello(portal, place, identity, { asPlugin: options.asPlugin, resumption: resumption?.value });
  const end = await openPortalLink(
    portal,
    {
      hello: { ...hello, rsaChallenge: encrypted },
      proofs: [text, ...(resumption ? [resumption.answer] : [])],
      onAccepted,
      onMessage: (message) => receive(message, streams, news, report),
    },
    signal,
  );
  if (accepted !== undefined) parts.last = { octoKey: accepted, endedMs: monotonicMs() };
  streams?.stop();
  connection.abort();
  await watching;
  return end;
}

/** Waits, unless the connector is stopped meanwhile. */
const pause = (ms: number, stopping: AbortSignal) => sleep(ms, undefined, { signal: stopping }).catch(() => undefined);

/** Connects again and again until the connector is stopped. */
async function keepConnected(parts: Parts, stopping: AbortSignal): Promise<void> {
  const { options, linking, renewal } = parts;
  const { report, times = {} } = options;
  const waitAfter = reconnectWaits();
  while (!stopping.aborted) {
    const renewing = renewal.begin();
    const ending = joinSignals([stopping, renewing]);
    const end = await connectOnce(parts, ending.signal).catch(faultOf).finally(ending.release);
    if (stopping.aborted) return;
    if (renewing.aborted) continue;
    if (end.unlinked) {
      linking.linkedName = undefined;
      linking.nextCodeAt = 0;
      report({ event: "unlinked" });
      await pause(UNLINKED_PAUSE_MS, stopping);
      continue;
    }
    report({ event: "offline", reason: end.reason });
    const waitSeconds = waitAfter(end) + end.backoffSeconds;
    await pause(seconds(times.waitSeconds ?? waitSeconds), stopping);
  }
}

/**
 * Runs the printer's end of the protocol: keeps a connection to the portal, comes back after the protocol's waiting
 * times (docs/printer-protocol.md#34-reply-and-waiting), and shows a linking code while the printer has no owner.
 * @throws FolderError when its folder is unusable at the start; nothing ends it later
 */
export async function runConnector(options: ConnectorOptions): Promise<Connector> {
  const { portal, printer, report, times = {} } = options;
  collectPiecesSoon(HEAP_GROWTH_PERCENT);
  const folder = options.folder ?? (await openFolder(options.dir, portal));
  const identity = await loadIdentity(folder);
  await loadPrinterCertificates(folder, printer, report);
  const stopping = new AbortController();
  const renewal = new Renewal();
  const key = await holdOctoPrintKey(
    { folder, printer, given: options.octoPrintKey, report, onGranted: renewal.renew },
    stopping.signal,
  );
  const platform = await holdPlatform({
    folder,
    printer,
    known: options.platform,
    octoPrintKey: key.current,
    report,
    lookMs: times.lookMs,
  });
  const parts: Parts = { options, folder, identity, platform, linking: newLinkingState(), renewal, last: undefined };
  const running = keepConnected(parts, stopping.signal);

  return {
    printerId: identity.printerId,
    stop: async () => {
      stopping.abort();
      await Promise.all([running, key.settled]);
    },
  };
}

import { WebSocket } from "ws";
import { seconds } from "@/lib/clock";
import { lookupPortal } from "@/lib/connector/lookup-portal";
import { t } from "@/lib/connector/texts";
import { portalAgent } from "@/lib/connector/trust-certificates";
import { whyUnreachable } from "@/lib/connector/why-unreachable";
import { readComeBack, UNLINKED } from "@/lib/octostream/close-reasons";
import { decodeMessage } from "@/lib/octostream/decode-message";
import { encodeMessage } from "@/lib/octostream/encode-message";
import { frameOutput, type FrameOutput } from "@/lib/octostream/frame-output";
import { MAX_MESSAGE_BYTES } from "@/lib/octostream/message-limits";
import type { HandshakeReply, Message, Outgoing } from "@/lib/octostream/messages";
import { failure } from "@/lib/result";

/** docs/printer-protocol.md#1-endpoint-and-framing and docs/printer-protocol.md#3-handshake. */
const REPLY_MS = seconds(30);
const PING_MS = seconds(30);
const PONG_MS = seconds(20);
const CONNECT_MS = seconds(15);

export type LinkEnd = {
  accepted: boolean;
  /** A sentence. */
  reason: string;
  /** The portal's wish, added to our own wait. */
  backoffSeconds: number;
  /** The printer was removed from its account: it is to show a code soon. */
  unlinked?: boolean;
  /** The portal stops for a moment, and asks to come back after so many seconds. */
  comeBackSeconds?: number | undefined;
};

export type LinkDuties = {
  hello: Extract<Outgoing, { type: "HandshakeRequest" }>;
  /** The portal has to answer with one of these: what only it can read out of the challenge, or knows from before. */
  proofs: readonly string[];
  onAccepted(reply: HandshakeReply & { octoKey: string }, output: FrameOutput): void;
  /** @returns false for a message that breaks the protocol */
  onMessage(message: Message): boolean;
};

/**
 * Masks protect proxies that read along from what a page may write (RFC 6455, 10.3). There is no such proxy inside TLS
 * or on this machine, and a mask of zeros, as the plugin sends it, saves a small computer the work for every byte.
 */
const isPrivateWay = (url: URL) => url.protocol === "wss:" || /(^|\.)localhost$|^127\.|^\[::1\]$/.test(url.hostname);

/** Twelve hours: what the plugin waits when it is told that it is too old. */
const UPDATE_WAIT_SECONDS = 43_200;

function endOfRejected(reply: HandshakeReply): Pick<LinkEnd, "reason" | "backoffSeconds"> {
  const said = reply.error ? [t("connector.portal.says", { sentence: reply.error.slice(0, 300) })] : [];
  const withSaid = (reason: string) => [reason, ...said].join(" ");
  if (reply.requiresPluginUpdate)
    return {
      reason: withSaid(t("connector.portal.tooOld")),
      backoffSeconds: UPDATE_WAIT_SECONDS,
    };
  // The protocol's "rekey" would make us throw our identity away on a stranger's word. A person decides that here.
  if (reply.requiresRekey)
    return {
      reason: withSaid(t("connector.portal.rekey")),
      backoffSeconds: UPDATE_WAIT_SECONDS,
    };
  return {
    reason: withSaid(t("connector.portal.refused")),
    backoffSeconds: Math.min(reply.backoffSeconds, UPDATE_WAIT_SECONDS),
  };
}

/** @param said reason of a close by a portal that has proven itself */
function readGoodbye(said: string): Partial<LinkEnd> {
  if (said === UNLINKED) return { reason: t("connector.portal.removed"), unlinked: true };
  const comeBackSeconds = readComeBack(said);
  if (comeBackSeconds === undefined) return {};
  return { reason: t("connector.portal.restarts", { seconds: comeBackSeconds }), comeBackSeconds };
}

const offProtocol = () => t("connector.portal.offProtocol");

function openSocket(portal: string): WebSocket {
  const url = new URL("/octoclientwsv2", portal.replace(/^http/, "ws"));
  return new WebSocket(url, {
    lookup: lookupPortal,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
    handshakeTimeout: CONNECT_MS,
    followRedirects: false,
    agent: portalAgent(portal) || undefined,
    ...(isPrivateWay(url) && { generateMask: (mask: Buffer) => void mask.fill(0) }),
  });
}

/** A connection that is being made, or stands, and what would be said if it ended now. */
class PortalLink {
  private readonly socket: WebSocket;
  private end: LinkEnd;
  private pinging: NodeJS.Timeout | undefined;
  private pongDue: NodeJS.Timeout | undefined;
  private deadline: NodeJS.Timeout | undefined;
  private hasOpened = false;

  constructor(
    portal: string,
    private readonly duties: LinkDuties,
    private readonly signal: AbortSignal,
  ) {
    this.socket = openSocket(portal);
    this.end = { accepted: false, reason: t("connector.unreachable.plain", { portal }), backoffSeconds: 0 };
    this.socket.on("open", () => this.greet());
    this.socket.on("message", (bytes: Buffer, isBinary) => this.receive(bytes, isBinary));
    this.socket.on("pong", () => clearTimeout(this.pongDue));
    this.socket.on("error", (error) => {
      if (!this.hasOpened && !signal.aborted) this.end = { ...this.end, reason: whyUnreachable(portal, error) };
    });
    signal.addEventListener("abort", this.stop, { once: true });
    if (signal.aborted) this.stop();
  }

  /** @returns when it is over */
  ended(): Promise<LinkEnd> {
    return new Promise((resolve) => {
      this.socket.on("close", (_code, said) => {
        if (this.end.accepted) this.end = { ...this.end, ...readGoodbye(said.toString()) };
        clearInterval(this.pinging);
        clearTimeout(this.pongDue);
        clearTimeout(this.deadline);
        this.signal.removeEventListener("abort", this.stop);
        resolve(this.end);
      });
    });
  }

  private readonly stop = () => this.give(t("connector.portal.stopped"));

  /** Closes it. @param reason a sentence */
  private give(reason: string, backoffSeconds = 0): void {
    this.end = { accepted: this.end.accepted, reason, backoffSeconds };
    this.socket.close(1000);
    clearTimeout(this.deadline);
    this.deadline = setTimeout(() => this.socket.terminate(), seconds(2));
  }

  private greet(): void {
    this.hasOpened = true;
    this.socket.send(encodeMessage(this.duties.hello));
    this.end = { ...this.end, reason: t("connector.portal.closed") };
    this.deadline = setTimeout(() => this.give(t("connector.portal.silent")), REPLY_MS);
  }

  private receive(bytes: Buffer, isBinary: boolean): void {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    const decoded = isBinary ? decodeMessage(bytes) : failure("not_binary");
    if (!decoded.ok && decoded.error === "unknown_type") return;
    if (!decoded.ok) return this.give(offProtocol());
    if (!this.end.accepted) return this.receiveReply(decoded.message);
    if (!this.duties.onMessage(decoded.message)) this.give(offProtocol());
  }

  private receiveReply(reply: Message): void {
    clearTimeout(this.deadline);
    if (reply.type !== "HandshakeReply") return this.give(offProtocol());
    if (!reply.accepted) {
      const end = endOfRejected(reply);
      return this.give(end.reason, end.backoffSeconds);
    }
    const { octoKey } = reply;
    if (!this.duties.proofs.includes(reply.rsaChallengeResult ?? "")) return this.give(t("connector.portal.unproven"));
    if (!octoKey) return this.give(offProtocol());
    this.end = { accepted: true, reason: t("connector.portal.lost"), backoffSeconds: 0 };
    this.pinging = setInterval(() => this.ping(), PING_MS);
    this.duties.onAccepted({ ...reply, octoKey }, frameOutput(this.socket));
  }

  private ping(): void {
    this.socket.ping();
    clearTimeout(this.pongDue);
    this.pongDue = setTimeout(() => {
      this.end = { ...this.end, reason: t("connector.portal.gone") };
      this.socket.terminate();
    }, PONG_MS);
  }
}

/**
 * One connection to the portal, from opening to its end: handshake, keepalive, then messages.
 * @param portal its origin @param signal ends the connection
 * @returns when it is over, and why. Never rejects.
 */
export const openPortalLink = (portal: string, duties: LinkDuties, signal: AbortSignal): Promise<LinkEnd> =>
  new PortalLink(portal, duties, signal).ended();

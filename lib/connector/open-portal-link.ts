import { WebSocket } from "ws";
import { seconds } from "@/lib/clock";
import { lookupPortal } from "@/lib/connector/lookup-portal";
import { decodeMessage } from "@/lib/octostream/decode-message";
import { frameOutput, type FrameOutput } from "@/lib/octostream/frame-output";
import { encodeMessage } from "@/lib/octostream/encode-message";
import { UNLINKED } from "@/lib/octostream/close-reasons";
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
};

export type LinkDuties = {
  hello: Extract<Outgoing, { type: "HandshakeRequest" }>;
  /** What the portal must be able to read out of the challenge. */
  challengeText: string;
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
  const said = reply.error ? ` The portal says: ${reply.error.slice(0, 300)}` : "";
  if (reply.requiresPluginUpdate)
    return {
      reason: `This connector is too old for the portal; please update it.${said}`,
      backoffSeconds: UPDATE_WAIT_SECONDS,
    };
  // The protocol's "rekey" would make us throw our identity away on a stranger's word. A person decides that here.
  if (reply.requiresRekey)
    return {
      reason: `The portal asks this printer to take a new identity: delete the connector's folder to do so.${said}`,
      backoffSeconds: UPDATE_WAIT_SECONDS,
    };
  return {
    reason: `The portal refused this printer.${said}`,
    backoffSeconds: Math.min(reply.backoffSeconds, UPDATE_WAIT_SECONDS),
  };
}

/**
 * One connection to the portal, from opening to its end: handshake, keepalive, then messages.
 * @param portal its origin @param signal ends the connection
 * @returns when it is over, and why. Never rejects.
 */
export function openPortalLink(portal: string, duties: LinkDuties, signal: AbortSignal): Promise<LinkEnd> {
  const url = new URL("/octoclientwsv2", portal.replace(/^http/, "ws"));
  const socket = new WebSocket(url, {
    lookup: lookupPortal,
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE_BYTES,
    handshakeTimeout: CONNECT_MS,
    followRedirects: false,
    ...(isPrivateWay(url) && { generateMask: (mask: Buffer) => void mask.fill(0) }),
  });
  let end: LinkEnd = { accepted: false, reason: `${portal} cannot be reached.`, backoffSeconds: 0 };
  let pinging: NodeJS.Timeout | undefined;
  let pongDue: NodeJS.Timeout | undefined;
  let deadline: NodeJS.Timeout | undefined;

  const give = (reason: string, backoffSeconds = 0) => {
    end = { accepted: end.accepted, reason, backoffSeconds };
    socket.close(1000);
    clearTimeout(deadline);
    deadline = setTimeout(() => socket.terminate(), seconds(2));
  };

  const ping = () => {
    socket.ping();
    clearTimeout(pongDue);
    pongDue = setTimeout(() => {
      end = { ...end, reason: "The portal does not answer any more." };
      socket.terminate();
    }, PONG_MS);
  };

  const receiveReply = (reply: Message) => {
    clearTimeout(deadline);
    if (reply.type !== "HandshakeReply") return give("The portal does not follow the protocol.");
    if (!reply.accepted) {
      const end = endOfRejected(reply);
      return give(end.reason, end.backoffSeconds);
    }
    const { octoKey } = reply;
    if (reply.rsaChallengeResult !== duties.challengeText)
      return give("The portal could not prove that it is the one this printer was set up with.");
    if (!octoKey) return give("The portal does not follow the protocol.");
    end = { accepted: true, reason: "The connection was lost.", backoffSeconds: 0 };
    pinging = setInterval(ping, PING_MS);
    duties.onAccepted({ ...reply, octoKey }, frameOutput(socket));
  };

  socket.on("open", () => {
    socket.send(encodeMessage(duties.hello));
    end = { ...end, reason: "The portal closed the connection." };
    deadline = setTimeout(() => give("The portal does not answer."), REPLY_MS);
  });
  socket.on("message", (bytes: Buffer, isBinary) => {
    if (socket.readyState !== WebSocket.OPEN) return;
    const decoded = isBinary ? decodeMessage(bytes) : failure("not_binary");
    if (!decoded.ok && decoded.error === "unknown_type") return;
    if (!decoded.ok) return give("The portal does not follow the protocol.");
    if (!end.accepted) return receiveReply(decoded.message);
    if (!duties.onMessage(decoded.message)) give("The portal does not follow the protocol.");
  });
  socket.on("pong", () => clearTimeout(pongDue));
  socket.on("error", () => undefined);
  const stop = () => give("The connector was stopped.");
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();

  return new Promise((resolve) => {
    socket.on("close", (_code, said) => {
      if (end.accepted && said.toString() === UNLINKED)
        end = { ...end, reason: "This printer was removed from its account.", unlinked: true };
      clearInterval(pinging);
      clearTimeout(pongDue);
      clearTimeout(deadline);
      signal.removeEventListener("abort", stop);
      resolve(end);
    });
  });
}

import type { WebSocket } from "ws";
import { monotonicMs, seconds } from "@/lib/clock";
import type { AgentDescription } from "@/lib/gateway/agents/agent-link-store";
import { agentOutput } from "@/lib/gateway/agents/agent-output";
import { AgentStreams, type AgentTimes } from "@/lib/gateway/agents/agent-streams";
import { judgeAgentRequest } from "@/lib/gateway/agents/judge-agent-request";
import { liveLinks, type LiveLink } from "@/lib/gateway/links/live-links";
import { forgetPrinterActivity, notePrinterActivity } from "@/lib/gateway/printer-activity";
import { readBinary } from "@/lib/obico/read-messages";
import { readStatus, type Activity, type AgentKind } from "@/lib/obico/read-status";
import { log } from "@/lib/observability/log";
import { PLATFORMS } from "@/lib/octostream/platforms";

/** Time for an agent to answer a close before its socket is cut. */
const GOODBYE_MS = seconds(5);

/** Statuses that are read in a window; agents send one a second at most. What is more is dropped unread. */
const STATUSES = { most: 100, bytes: 4 * 1024 * 1024, windowMs: seconds(20) };

/** It says what it is with each connection, and again when that changes. */
const MOST_DESCRIPTIONS = 10;

const PLATFORM_OF: Record<AgentKind, number> = { octoprint: PLATFORMS.octoprint, moonraker: PLATFORMS.klipper };

export type AgentLinkOptions = {
  /** Of its row. */
  printerId: string;
  publicId: string;
  linkId: string;
  /** Normalised address that it connects from. */
  address: string;
  /** `HostPlatform` of the printer, as known so far. */
  platform: number;
  socket: WebSocket;
  times: AgentTimes;
  onOpening(): void;
  /** It says what it is. */
  onDescribed(description: AgentDescription): void;
};

/** A connected agent. */
export type AgentLink = LiveLink & {
  /** Takes a frame. */
  receive(frame: Buffer, isBinary: boolean): void;
  /** The connection is over. @param wasTooLarge its last message was larger than is taken */
  over(wasTooLarge: boolean): void;
};

/** Lets through so many in a window. */
function limitStatuses(publicId: string): (bytes: number) => boolean {
  let windowSince = -Infinity;
  let [count, inAll, hasWarned] = [0, 0, false];
  return (bytes) => {
    const at = monotonicMs();
    if (at - windowSince >= STATUSES.windowMs) [windowSince, count, inAll, hasWarned] = [at, 0, 0, false];
    count++;
    inAll += bytes;
    const isRead = count <= STATUSES.most && inAll <= STATUSES.bytes;
    if (!isRead && !hasWarned) log.warn({ publicId }, "an agent sends more statuses than are read");
    hasWarned ||= !isRead;
    return isRead;
  };
}

type DescriptionNeeds = Pick<AgentLinkOptions, "publicId" | "printerId" | "linkId" | "platform" | "onDescribed">;

/** What an agent says about itself and its printer. */
class Description {
  platform: number;
  private readonly isRead;
  private isOver = false;
  private last = "";
  private told = 0;

  constructor(private readonly options: DescriptionNeeds) {
    this.platform = options.platform;
    this.isRead = limitStatuses(options.publicId);
  }

  take(frame: Buffer): void {
    const status = this.isRead(frame.length) ? readStatus(frame) : undefined;
    if (status?.activity) this.noteActivity(status.activity);
    if (!status?.agent) return;
    const { kind, version, hostName } = status.agent;
    this.platform = PLATFORM_OF[kind];
    const description = `${kind} ${version} ${hostName}`;
    if (description === this.last || this.told >= MOST_DESCRIPTIONS) return;
    this.last = description;
    this.told++;
    this.options.onDescribed({ platform: this.platform, version, hostName });
  }

  private noteActivity(activity: Activity | "unknown"): void {
    const { printerId, linkId } = this.options;
    if (this.isOver) return;
    if (activity === "unknown") forgetPrinterActivity(printerId, linkId);
    else notePrinterActivity(printerId, linkId, activity);
  }

  /** The connection is over. */
  end(): void {
    this.isOver = true;
    forgetPrinterActivity(this.options.printerId, this.options.linkId);
  }
}

/** Makes the live link of an agent: for all who use it the same as that of a printer's own program. */
export function agentLink(options: AgentLinkOptions): AgentLink {
  const { printerId, publicId, linkId, address, socket, times, onOpening } = options;
  const output = agentOutput(socket);
  const description = new Description(options);
  const platform = () => description.platform;
  const streams = new AgentStreams({ publicId, linkId, output, platform, times, onOpening });

  // Once a connection: a line for each would let an agent write more into our log than it sends.
  let hasNoted = false;
  const takeBinary = (frame: Buffer) => {
    const message = readBinary(frame);
    if (message.kind !== "unreadable") return streams.receive(message);
    if (!hasNoted) log.warn({ publicId }, "an agent sent bytes that are no message of its protocol");
    hasNoted = true;
  };

  const link: AgentLink = {
    printerId,
    publicId,
    linkId,
    address,
    // As far as the relay is concerned: it tells how a WebSocket opened, and cookies come one by one.
    flowControl: true,
    localAuth: false,
    get platform() {
      return description.platform;
    },
    origin: undefined,
    tooOld: false,
    needsDictionary: false,
    popup: () => false,
    streams,
    agent: { viewing: output.viewing, judge: judgeAgentRequest },
    receive: (frame, isBinary) => (isBinary ? takeBinary(frame) : description.take(frame)),
    over: (wasTooLarge) => {
      description.end();
      streams.end(wasTooLarge);
    },
    end: (reason) => {
      if (liveLinks().get(publicId) === link) liveLinks().delete(publicId);
      description.end();
      streams.end();
      // Any code but the one that leaves an agent mute.
      socket.close(1001, reason);
      setTimeout(() => socket.terminate(), GOODBYE_MS).unref();
    },
  };
  return link;
}

import { monotonicMs, seconds } from "@/lib/clock";
import { agentHeaders } from "@/lib/gateway/agents/agent-headers";
import type { AgentOutput } from "@/lib/gateway/agents/agent-output";
import type { AgentReader } from "@/lib/gateway/agents/agent-reader";
import type { AgentTunnel } from "@/lib/gateway/agents/agent-tunnel";
import { agentPath } from "@/lib/gateway/agents/judge-agent-request";
import { unpackAnswer } from "@/lib/gateway/agents/unpack-answer";
import type { StreamError, StreamRequest, StreamSink } from "@/lib/gateway/streams/stream-types";
import type { SocketEvent, TunnelAnswer } from "@/lib/obico/messages";
import { PLATFORMS } from "@/lib/octostream/platforms";

export type SocketTimes = {
  /** For the agent to read again, after a WebSocket was opened. */
  openMs: number;
  /** An agent that reads nothing for so long was refused by its printer, and must hear nothing more of that one. */
  refusedMs: number;
};

export const SOCKET_TIMES: SocketTimes = { openMs: seconds(8), refusedMs: seconds(60) };

/** What a printer may say before its WebSocket counts as open: messages and bytes. */
const MOST_EARLY = 256;
const MOST_EARLY_BYTES = 8 * 1024 * 1024;

/** Cheap, and answered whoever asks. Any answer says that the agent reads. */
const probePath = (platform: number) => (platform === PLATFORMS.klipper ? "/server/info" : "/api/version");

/** Whether a plain GET found a WebSocket: what Tornado and others say to one that is none. */
async function isSocketThere(answer: TunnelAnswer): Promise<boolean> {
  if (answer.status === 426) return true;
  if (answer.status !== 400) return false;
  const unpacked = await unpackAnswer(answer);
  return unpacked.ok && /can "upgrade" only/i.test(Buffer.from(unpacked.bytes.subarray(0, 1000)).toString("latin1"));
}

export type AgentSocketNeeds = {
  ref: string;
  request: StreamRequest;
  platform: number;
  sink: StreamSink;
  reader: AgentReader;
  tunnel: AgentTunnel;
  output: AgentOutput;
  signal: AbortSignal;
  times: SocketTimes;
  /** Tells the agent to close it. */
  tellClose(): void;
};

const isText = (data: string | Uint8Array) => typeof data === "string";
const bytesOf = (data: string | Uint8Array) => (typeof data === "string" ? Buffer.from(data) : data);

/**
 * One WebSocket through an agent. A plain GET finds out whether one lives there; then it is connected, and what shows
 * that this worked is that the agent reads again. Until that is known nothing else is sent to it, not even a close: a
 * message to one that was refused makes the agent deaf for two minutes.
 */
export class AgentSocket {
  /** The agent has it, and reads. */
  private isOpen = false;
  /** The printer's end has closed it. */
  private isClosedThere = false;
  /** Nobody is here any more. */
  private isOver = false;
  /** What the printer says before the app's handshake is answered. */
  private early: (string | Uint8Array)[] = [];
  private earlyBytes = 0;
  private readonly patience: NodeJS.Timeout;

  constructor(private readonly needs: AgentSocketNeeds) {
    // Others before it are opened one after the other.
    this.patience = setTimeout(() => this.fail("timeout"), 2 * needs.times.openMs);
  }

  /** Opens it; resolves when the agent reads again, whatever became of it. */
  async open(): Promise<void> {
    const { tunnel, request, platform, signal } = this.needs;
    if (this.isOver) return;
    const asker = request.headers.filter(([name]) => /^x-forwarded-for$/i.test(name));
    // Without the app's own headers: the agent will connect without them too.
    const headers = agentHeaders({ headers: asker, publicHost: request.publicHost }, platform);
    const asked = await tunnel.ask({ method: "get", path: agentPath(request.url), headers, data: null }, signal);
    if (!asked.ok) return this.fail(asked.error);
    const isThere = await isSocketThere(asked.answer);
    if (!isThere) return this.fail("printer_unreachable", asked.answer.status);
    if (!this.hasLeft()) await this.connect(headers);
  }

  /** Takes what the printer's end said. */
  receive(event: SocketEvent): void {
    if (event.type === "octoprint_close") return this.closedThere();
    if (this.isOver) return;
    const { data } = event;
    if (this.isOpen) return this.needs.reader.message(bytesOf(data), isText(data));
    this.earlyBytes += data.length;
    this.early.push(data);
    if (this.early.length > MOST_EARLY || this.earlyBytes > MOST_EARLY_BYTES) this.fail("broken");
  }

  /** Sends a message of the app's. @returns false when it is over */
  async send(bytes: Uint8Array, text: boolean): Promise<boolean> {
    const { output, tunnel } = this.needs;
    await tunnel.turns.reads();
    await output.ready();
    if (this.isOver || !this.isOpen) return false;
    const data = text ? Buffer.from(bytes).toString("utf8") : Buffer.from(bytes);
    return output.socket({ ...this.address(), type: "tunnel_message", data });
  }

  /** Nobody is here any more: the app left. */
  end(): void {
    if (this.isOver) return;
    this.letGo();
    this.needs.reader.discard();
  }

  /** Ends it because of something outside of it. */
  fail(error: StreamError, status?: number): void {
    if (this.isOver) return;
    this.letGo();
    this.needs.reader.fail(error, status);
  }

  /** The agent had it, and nobody is here any more: what still speaks under its ref is not ours. */
  hasEnded(): boolean {
    return this.isOver && this.isOpen;
  }

  // A method, since it may change while something is waited for.
  private hasLeft(): boolean {
    return this.isOver;
  }

  private address() {
    const { ref, request } = this.needs;
    return { ref, path: agentPath(request.url) };
  }

  private async connect(headers: Record<string, string>): Promise<void> {
    const { platform, tunnel, output, times } = this.needs;
    const goOn = tunnel.turns.hold();
    clearTimeout(this.patience);
    const startedAt = monotonicMs();
    output.socket({ ...this.address(), type: "connect", data: null });
    const late = setTimeout(() => this.fail("timeout"), times.openMs);
    const probed = await tunnel.probe(probePath(platform), headers);
    clearTimeout(late);
    const isGone = !probed.ok && probed.error === "printer_gone";
    if (isGone || monotonicMs() - startedAt >= times.refusedMs) this.fail("printer_unreachable");
    else this.opened();
    goOn();
  }

  private opened(): void {
    const { sink, reader } = this.needs;
    if (this.isClosedThere) return this.fail("printer_unreachable");
    this.isOpen = true;
    // Whoever wanted it has left meanwhile.
    if (this.isOver) return this.tellClose();
    sink.onOpen?.(undefined);
    for (const data of this.early.splice(0)) reader.message(bytesOf(data), isText(data));
  }

  private closedThere(): void {
    this.isClosedThere = true;
    if (this.isOver || !this.isOpen) return;
    this.isOver = true;
    this.needs.reader.end();
  }

  private letGo(): void {
    this.isOver = true;
    this.early = [];
    clearTimeout(this.patience);
    if (this.isOpen) this.tellClose();
  }

  /** Only for one that the agent has: a close for any other would open it. */
  private tellClose(): void {
    if (!this.isClosedThere) this.needs.tellClose();
  }
}

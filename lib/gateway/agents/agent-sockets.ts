import { monotonicMs, seconds } from "@/lib/clock";
import type { AgentOutput } from "@/lib/gateway/agents/agent-output";
import type { AgentSocket } from "@/lib/gateway/agents/agent-socket";
import type { SocketEvent } from "@/lib/obico/messages";
import { recordFault } from "@/lib/observability/record-fault";

/** Each costs the agent a thread, and a second in which it reads nothing. */
export const MOST_SOCKETS = 8;

/** Refs that were closed from here and may still speak. */
const MOST_STRAYS = 64;
/** Messages that were on their way when a WebSocket was closed arrive within this. */
const ON_ITS_WAY_MS = seconds(10);

/** The WebSockets of one agent's connection. */
export class AgentSockets {
  private readonly open = new Map<string, AgentSocket>();
  /** When each was last closed, by its ref. */
  private readonly strays = new Map<string, number>();
  private readonly opened = new Set<string>();
  private readonly done = new Set<string>();
  private opening: Promise<unknown> = Promise.resolve();

  /** Of those that were opened last. A close says it again: an agent that has the WebSocket no more would open it. */
  private readonly paths = new Map<string, string>();

  /** @param anyPath of a WebSocket that there is at this printer */
  constructor(
    private readonly output: AgentOutput,
    private readonly anyPath: () => string,
  ) {}

  isFull(): boolean {
    return this.open.size >= MOST_SOCKETS;
  }

  /** Opens one after the other: while one is being opened the agent reads nothing. */
  add(ref: string, path: string, socket: AgentSocket): void {
    this.open.set(ref, socket);
    this.paths.set(ref, path);
    const [oldest] = this.paths.keys();
    if (this.paths.size > MOST_STRAYS && oldest !== undefined) this.paths.delete(oldest);
    this.opening = this.opening
      .then(() => socket.open())
      .catch((error: unknown) => {
        recordFault(error);
        socket.fail("broken");
      })
      .then(() => this.forgetOne(ref, this.opened));
  }

  /** Nobody reads it any more. It keeps its place until it is known what became of it at the agent. */
  remove(ref: string): void {
    this.forgetOne(ref, this.done);
  }

  receive(event: SocketEvent): void {
    const { ref, type } = event;
    const socket = this.open.get(ref);
    if (socket && !socket.hasEnded()) return socket.receive(event);
    if (type === "octoprint_close") this.strays.delete(ref);
    else this.closeStray(ref);
  }

  /** Tells the agent to close one that it has. */
  close(ref: string): void {
    this.strays.delete(ref);
    this.strays.set(ref, monotonicMs());
    const [oldest] = this.strays.keys();
    if (this.strays.size > MOST_STRAYS && oldest !== undefined) this.strays.delete(oldest);
    this.output.socket({ ref, path: this.paths.get(ref) ?? this.anyPath(), type: "tunnel_close", data: null });
  }

  end(): void {
    for (const socket of [...this.open.values()]) socket.fail("printer_gone");
  }

  private forgetOne(ref: string, half: Set<string>): void {
    half.add(ref);
    if (!this.opened.has(ref) || !this.done.has(ref)) return;
    this.opened.delete(ref);
    this.done.delete(ref);
    this.open.delete(ref);
  }

  /**
   * What speaks without being ours is closed: of an earlier connection, which agents keep, or opened once more by a
   * message that met the printer's close on its way. Once, since a close for one that it does not have would open it.
   */
  private closeStray(ref: string): void {
    if (this.output.isFull()) return;
    const at = this.strays.get(ref);
    if (at === undefined || monotonicMs() - at >= ON_ITS_WAY_MS) this.close(ref);
  }
}

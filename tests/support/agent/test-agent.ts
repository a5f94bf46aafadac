import { deserialize, serialize, setInternalBufferSize } from "bson";
import { WebSocket } from "ws";
import { answerRequest, newRecord, type HttpTunnel } from "@/tests/support/agent/agent-requests";
import { agentSockets, type AgentSockets, type SocketTunnel } from "@/tests/support/agent/agent-sockets";

export type AgentOptions = {
  /** `http://127.0.0.1:<port>` */
  portal: string;
  token: string;
  kind: "octoprint" | "moonraker";
  /** Of the printer's web server. */
  printer: string;
  /** By which the measured waits are multiplied. */
  scale?: number;
  /** Between two statuses, as they are measured: 50 s and 30 s. */
  statusMs?: number;
  /** What its camera shows; without it there is no camera. */
  picture?: () => Buffer;
};

/** Messages that Moonraker's agent keeps for a connection: what is more is dropped without a word. */
const QUEUE = { octoprint: 1000, moonraker: 50 };
const REFUSED_MS = 120_000;
const MUTE_CODE = 4321;
const AGENTS = { octoprint: "octoprint_obico", moonraker: "moonraker_obico" };

// The library writes into a buffer that it shares: answers as large as any have to find room.
setInternalBufferSize(80 * 1024 * 1024);

type Incoming = { bytes: Buffer; isBinary: boolean };

/**
 * For tests: an agent that behaves as the real ones were measured. One thread reads; bodies are whole; nothing is
 * cancelled; what is written here that looks wrong is what they do.
 */
export class TestAgent {
  readonly record = newRecord();
  /** Statuses that its upgrades were refused with. */
  readonly refusals: number[] = [];
  /** Every message that came, as far as it can be read. */
  readonly received: Record<string, unknown>[] = [];
  /** For how long it read nothing each time, before scaling. */
  readonly deaf: number[] = [];
  readonly closeCodes: number[] = [];
  dropped = 0;
  pings = 0;
  connections = 0;
  isMute = false;
  socket: WebSocket | undefined;
  readonly sockets: AgentSockets;
  private readonly inbox: Incoming[] = [];
  private readonly outbox: (string | Buffer)[] = [];
  private isReading = false;
  private isSending = false;
  private isStopped = false;
  private retry: NodeJS.Timeout | undefined;
  private readonly statuses: NodeJS.Timeout;

  constructor(private readonly options: AgentOptions) {
    this.sockets = agentSockets(options.printer, (message) => this.send(Buffer.from(serialize(message))));
    const { kind, scale = 1 } = options;
    const every = options.statusMs ?? (kind === "octoprint" ? 50_000 : 30_000) * scale;
    this.statuses = setInterval(() => this.sayStatus(), every);
  }

  /** @returns whether the server took it */
  connect(): Promise<boolean> {
    const { portal, token, scale = 1 } = this.options;
    const socket = new WebSocket(`${portal.replace(/^http/, "ws")}/ws/dev/`, {
      headers: { authorization: `bearer ${token}`, Origin: portal },
      perMessageDeflate: false,
    });
    return new Promise((resolve) => {
      socket.on("error", () => resolve(false));
      socket.on("unexpected-response", (request, answer) => {
        this.refusals.push(answer.statusCode ?? 0);
        request.destroy();
        this.retry = setTimeout(() => void this.connect(), REFUSED_MS * scale);
        resolve(false);
      });
      socket.on("ping", () => this.pings++);
      socket.on("message", (bytes: Buffer, isBinary) => {
        this.inbox.push({ bytes, isBinary });
        void this.read();
      });
      socket.on("close", (code) => this.onClose(code));
      socket.on("open", () => {
        this.socket = socket;
        this.connections++;
        this.saySettings();
        resolve(true);
      });
    });
  }

  /** Sends one message as it is. */
  send(message: string | Buffer): void {
    if (this.isMute) return;
    if (this.outbox.length >= QUEUE[this.options.kind]) return void this.dropped++;
    this.outbox.push(message);
    void this.drain();
  }

  say(message: object): void {
    this.send(JSON.stringify(message));
  }

  /** Ends without a word, as a machine that is switched off. */
  stop(): void {
    this.isStopped = true;
    clearInterval(this.statuses);
    clearTimeout(this.retry);
    this.sockets.end();
    this.socket?.terminate();
  }

  private saySettings(): void {
    const { kind } = this.options;
    if (kind === "moonraker") this.say({});
    this.say({
      settings: {
        agent: { name: AGENTS[kind], version: "2.6.1" },
        installed_plugins: ["obico"],
        platform_uname: ["Linux", "printerhost"],
      },
    });
  }

  private sayStatus(): void {
    if (this.isStopped) return;
    // Only what it wants to send brings a dropped connection back.
    if (this.socket && this.socket.readyState > WebSocket.OPEN) void this.connect();
    else this.say({ status: { state: { text: "Operational", flags: { printing: false } } }, current_print_ts: -1 });
  }

  private onClose(code: number): void {
    this.closeCodes.push(code);
    if (code !== MUTE_CODE || this.isStopped) return;
    this.isMute = true;
    void this.connect();
  }

  /** A queue and a thread that empties it. */
  private async drain(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    for (let message = this.outbox[0]; message !== undefined; message = this.outbox[0]) {
      const { socket } = this;
      if (socket?.readyState === WebSocket.OPEN) await new Promise((sent) => socket.send(message!, sent));
      this.outbox.shift();
    }
    this.isSending = false;
  }

  /** The reading thread. */
  private async read(): Promise<void> {
    if (this.isReading) return;
    this.isReading = true;
    for (let next = this.inbox.shift(); next && !this.isStopped; next = this.inbox.shift()) {
      const deafMs = await this.take(next).catch(() => 0);
      if (deafMs === 0) continue;
      this.deaf.push(deafMs);
      this.socket?.pause();
      await new Promise((slept) => setTimeout(slept, deafMs * (this.options.scale ?? 1)));
      this.socket?.resume();
    }
    this.isReading = false;
  }

  /** @returns for how long nothing is read afterwards */
  private async take({ bytes, isBinary }: Incoming): Promise<number> {
    if (!isBinary) return this.takeText(JSON.parse(bytes.toString("utf8")) as Record<string, unknown>);
    const message = deserialize(bytes, { promoteBuffers: true }) as Record<string, unknown>;
    this.received.push(message);
    if ("ws.tunnel" in message) return this.sockets.take(message["ws.tunnel"] as SocketTunnel);
    // In a thread of its own.
    const tunnel = message["http.tunnelv2"] as HttpTunnel;
    void answerRequest(tunnel, this.options.printer, this.record).then((answer) => {
      if (answer) this.send(Buffer.from(serialize(answer)));
    });
    return 0;
  }

  private takeText(message: Record<string, unknown>): number {
    this.received.push(message);
    const status = message["remote_status"] as { viewing?: boolean } | undefined;
    if (status?.viewing && this.options.picture) void this.postPicture(this.options.picture());
    return 0;
  }

  private async postPicture(picture: Buffer): Promise<void> {
    const form = new FormData();
    form.append("pic", new Blob([new Uint8Array(picture)], { type: "image/jpeg" }), "pic.jpg");
    const headers = { authorization: `Token ${this.options.token}` };
    await fetch(`${this.options.portal}/api/v1/octo/pic/`, { method: "POST", headers, body: form }).catch(
      () => undefined,
    );
  }
}

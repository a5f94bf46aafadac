import type { AgentOutput } from "@/lib/gateway/agents/agent-output";
import { agentReader, type AgentReader } from "@/lib/gateway/agents/agent-reader";
import { AgentSocket, SOCKET_TIMES, type SocketTimes } from "@/lib/gateway/agents/agent-socket";
import { AgentSockets } from "@/lib/gateway/agents/agent-sockets";
import { AgentTunnel, TUNNEL_TIMES, type TunnelTimes } from "@/lib/gateway/agents/agent-tunnel";
import { collectBody } from "@/lib/gateway/agents/collect-body";
import { runAgentRequest } from "@/lib/gateway/agents/run-agent-request";
import { containFault } from "@/lib/gateway/streams/contain-fault";
import { spoolPlace } from "@/lib/gateway/streams/spool-place";
import { MAX_STREAMS, STREAM_TIMES } from "@/lib/gateway/streams/stream-times";
import type { OpenStream, StreamError, StreamRequest, StreamSink } from "@/lib/gateway/streams/stream-types";
import type { BinaryMessage } from "@/lib/obico/read-messages";
import { recordFault } from "@/lib/observability/record-fault";

export type AgentTimes = TunnelTimes & SocketTimes;

export const AGENT_TIMES: AgentTimes = { ...TUNNEL_TIMES, ...SOCKET_TIMES };

export type AgentStreamsOptions = {
  publicId: string;
  linkId: string;
  output: AgentOutput;
  /** `HostPlatform` of the printer, as known now. */
  platform(): number;
  times: AgentTimes;
  /** A stream is about to be opened: from now on large messages are to be expected. */
  onOpening(): void;
};

type Running = { reader: AgentReader; fail(error: StreamError): void };

const ignored = () => undefined;

/** The streams of one agent: the same that printers' own programs give, as far as an agent can. */
export class AgentStreams {
  private readonly running = new Map<string, Running>();
  private readonly tunnel: AgentTunnel;
  private readonly sockets: AgentSockets;
  private opened = 0;
  private isOver = false;
  private readonly place;

  constructor(private readonly options: AgentStreamsOptions) {
    this.tunnel = new AgentTunnel(options.linkId, options.output, options.times);
    this.sockets = new AgentSockets(options.output);
    this.place = spoolPlace(() =>
      [...this.running.values()].map(({ reader }) => ({ onDisk: reader.onDisk, fail: reader.stop })),
    );
  }

  /** @returns undefined when there are too many already, or the connection is ending */
  open(request: StreamRequest, sink: StreamSink): OpenStream | undefined {
    if (this.isOver || this.running.size >= MAX_STREAMS) return undefined;
    if (request.kind === "websocket" && this.sockets.isFull()) return undefined;
    this.options.onOpening();
    const ref = `${this.options.linkId}-s${++this.opened}`;
    return request.kind === "websocket" ? this.openSocket(ref, request, sink) : this.openRequest(ref, request, sink);
  }

  receive(message: Exclude<BinaryMessage, { kind: "unreadable" }>): void {
    containFault(this.options.publicId, () => {
      if (message.kind === "answer") this.tunnel.receive(message.answer);
      else this.sockets.receive(message.event);
    });
  }

  isWaiting(): boolean {
    return this.tunnel.isWaiting();
  }

  /** The connection is over. @param wasTooLarge its last message was: the answer to the one request that waits */
  end(wasTooLarge = false): void {
    this.isOver = true;
    const error = wasTooLarge && this.running.size === 1 ? "download_too_large" : "printer_gone";
    for (const { fail } of [...this.running.values()]) fail(error);
    this.tunnel.end(error);
    this.sockets.end();
  }

  private openRequest(ref: string, request: StreamRequest, sink: StreamSink): OpenStream {
    const { tunnel } = this;
    const left = new AbortController();
    const platform = this.options.platform();
    const { reader, fail } = this.readerFor(ref, request, sink, () => left.abort());
    const run = (body: Uint8Array | null) =>
      void runAgentRequest({ request, body, platform, tunnel, reader, signal: left.signal }).catch((error: unknown) => {
        recordFault(error);
        fail("broken");
      });
    const body = collectBody({ size: request.bodySize, run, fail });
    left.signal.addEventListener("abort", () => body.end());
    this.running.set(ref, { reader, fail });
    return {
      send: (bytes) => Promise.resolve(body.add(bytes)),
      finish: () => body.finish(),
      close: ignored,
      cancel: () => {
        left.abort();
        reader.discard();
      },
    };
  }

  private openSocket(ref: string, request: StreamRequest, sink: StreamSink): OpenStream {
    const left = new AbortController();
    const { output, times } = this.options;
    const platform = this.options.platform();
    const { reader } = this.readerFor(ref, request, sink, () => socket.end());
    const { tunnel } = this;
    const socket = new AgentSocket({
      ...{ ref, request, platform, sink, reader, tunnel, output, times },
      signal: left.signal,
      tellClose: () => this.sockets.close(ref),
    });
    this.running.set(ref, { reader, fail: (error) => socket.fail(error) });
    // Nothing is said before this function has returned.
    queueMicrotask(() => this.sockets.add(ref, socket));
    const end = () => {
      left.abort();
      socket.end();
    };
    return { send: (bytes, isText) => socket.send(bytes, isText), finish: ignored, close: end, cancel: end };
  }

  /** @param onGivenUp the app reads no more: the printer need not go on */
  private readerFor(ref: string, request: StreamRequest, sink: StreamSink, onGivenUp: () => void) {
    const reader = agentReader(sink, {
      publicId: this.options.publicId,
      kind: request.kind,
      place: this.place,
      readMs: STREAM_TIMES.readMs,
      onMemory: ignored,
      onGivenUp,
      onDone: () => {
        this.running.delete(ref);
        if (request.kind === "websocket") this.sockets.remove(ref);
      },
    });
    const fail = (error: StreamError, reason?: string) => {
      onGivenUp();
      containFault(this.options.publicId, () => reader.fail(error, undefined, reason));
    };
    return { reader, fail };
  }
}

import { minutes } from "@/lib/clock";
import type { AgentOutput } from "@/lib/gateway/agents/agent-output";
import { AgentTurns, TURN_TIMES, type TurnTimes } from "@/lib/gateway/agents/agent-turns";
import { UnansweredPaths } from "@/lib/gateway/agents/unanswered-paths";
import type { StreamError } from "@/lib/gateway/streams/stream-types";
import type { TunnelAnswer, TunnelRequest } from "@/lib/obico/messages";
import { recordFault } from "@/lib/observability/record-fault";
import { failure, ok, type Result } from "@/lib/result";

export type TunnelTimes = TurnTimes & {
  /** For an answer to a request that only reads, and to any other: the printer may heat or move before it. */
  readMs: number;
  changeMs: number;
  /** For which a request that nobody waits for any more keeps its place: it still runs there. */
  leftMs: number;
};

export const TUNNEL_TIMES: TunnelTimes = {
  ...TURN_TIMES,
  readMs: minutes(2),
  changeMs: minutes(15),
  leftMs: minutes(1),
};

/** Seconds that the agent waits for its printer to connect, and at each pause. */
const PAUSES = { read: 30, change: 600 };

export type Asked = Result<{ answer: TunnelAnswer }, StreamError>;

type Question = Omit<TunnelRequest, "ref" | "timeout">;

/** A request on its way. */
type Running = { settle(asked: Asked): void; free(): void };

const reads = ({ method }: Question) => method === "get" || method === "head" || method === "options";

/** What an agent says when it could not ask its printer, by the exception of its library. Nobody else reads that. */
const faultOf = (text: string): StreamError =>
  /timeout|timed out/i.test(text)
    ? "timeout"
    : /connection|refused|unreachable/i.test(text)
      ? "printer_unreachable"
      : "broken";

/** Requests through an agent and their answers, each found by its ref. */
export class AgentTunnel {
  readonly turns: AgentTurns;
  private readonly running = new Map<string, Running>();
  private readonly unanswered = new UnansweredPaths();
  private asked = 0;
  private over: StreamError | undefined;

  /** @param name of the connection: what comes late from an older one has another */
  constructor(
    private readonly name: string,
    private readonly output: AgentOutput,
    private readonly times: TunnelTimes = TUNNEL_TIMES,
  ) {
    this.turns = new AgentTurns(times);
  }

  /**
   * Asks the printer, when it is this request's turn.
   * @param signal the asker left: what was sent goes on there, and its answer is dropped
   */
  async ask(question: Question, signal: AbortSignal): Promise<Asked> {
    if (this.unanswered.isKnown(question.path)) return failure("endless");
    if (!(await this.turns.enter(signal))) return failure(this.over ?? "timeout");
    await this.output.ready();
    if (signal.aborted || this.over) {
      this.turns.leave();
      return failure(this.over ?? "timeout");
    }
    const isRead = reads(question);
    const limit = isRead ? this.times.readMs : this.times.changeMs;
    return this.send({ ...question, timeout: isRead ? PAUSES.read : PAUSES.change }, limit, {
      signal,
      free: () => this.turns.leave(),
    });
  }

  /** Asks without a turn: whether the agent reads at all. Waits for as long as the connection lives. */
  probe(path: string, headers: Record<string, string>): Promise<Asked> {
    const question = { method: "get" as const, path, headers, data: null, timeout: PAUSES.read };
    return this.send(question, Infinity, { free: () => undefined });
  }

  /** Takes an answer. One that was never asked for, or that nobody waits for any more, is dropped. */
  receive(answer: TunnelAnswer): void {
    const running = this.running.get(answer.ref);
    if (!running) return;
    this.running.delete(answer.ref);
    running.free();
    running.settle(answer.fault === undefined ? ok({ answer }) : failure(faultOf(answer.fault)));
  }

  /** Whether an answer is waited for. */
  isWaiting(): boolean {
    return this.running.size > 0;
  }

  /** The connection is over. @param error what becomes of all that wait */
  end(error: StreamError): void {
    this.over ??= error;
    this.turns.end();
    for (const { settle } of [...this.running.values()]) settle(failure(error));
    this.running.clear();
  }

  /** What cannot be written is nothing that runs. */
  private sendError(request: TunnelRequest): StreamError | undefined {
    try {
      return this.output.request(request) ? undefined : "printer_gone";
    } catch (error) {
      recordFault(error);
      return "broken";
    }
  }

  private send(
    request: Omit<TunnelRequest, "ref">,
    limitMs: number,
    { signal, free }: { signal?: AbortSignal; free(): void },
  ): Promise<Asked> {
    const ref = `${this.name}-${++this.asked}`;
    return new Promise((resolve) => {
      let deadline: NodeJS.Timeout | undefined;
      let kept: NodeJS.Timeout | undefined;
      let isFree = false;
      const release = () => {
        clearTimeout(kept);
        if (!isFree) free();
        isFree = true;
      };
      const settle = (asked: Asked) => {
        clearTimeout(deadline);
        signal?.removeEventListener("abort", leave);
        resolve(asked);
      };
      // It cannot be taken back: for a while it counts as what it is, a request that runs.
      const leave = () => {
        kept = setTimeout(() => {
          if (this.running.delete(ref)) this.unanswered.note(request.path);
          release();
        }, this.times.leftMs).unref();
        settle(failure("timeout"));
      };
      this.running.set(ref, { settle, free: release });
      signal?.addEventListener("abort", leave);
      if (limitMs !== Infinity) deadline = setTimeout(leave, limitMs);
      const error = this.sendError({ ref, ...request });
      if (!error) return;
      this.running.delete(ref);
      release();
      settle(failure(error));
    });
  }
}

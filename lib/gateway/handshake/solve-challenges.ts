import type { KeyObject } from "node:crypto";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { monotonicMs, seconds } from "@/lib/clock";
import { log } from "@/lib/observability/log";
import { failure, ok, type Result } from "@/lib/result";

/** Bytes of a challenge under the 4096-bit key. */
export const CHALLENGE_BYTES = 512;

/** Who would wait longer than this is asked to come back later: a printer's end gives up after 10 s itself. */
const LONGEST_WAIT_MS = seconds(5);

/** What one takes, until it was measured. */
const FIRST_GUESS_MS = 6;

// A string, because the built server is one file with no path to a worker's source. Node's own asynchronous RSA knows
// OAEP only. Node 20 refuses PKCS#1 v1.5 for decryption, so the padding (RFC 8017, 7.2.2) comes off by hand. The
// exchange makes us a decryption oracle by design: the answer leaves only in the exact form a challenge has, and the
// key has no other use.
const WORKER = `
const { parentPort, workerData } = require("node:worker_threads");
const { constants, createPrivateKey, privateDecrypt } = require("node:crypto");
const key = createPrivateKey(workerData);
parentPort.on("message", ({ id, challenge }) => {
  let text;
  try {
    const block = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, challenge);
    const end = block.indexOf(0, 2);
    const inner = block.subarray(end + 1).toString("latin1");
    if (block[0] === 0 && block[1] === 2 && end >= 10 && /^[A-Za-z0-9]{64}$/.test(inner)) text = inner;
  } catch {}
  parentPort.postMessage({ id, text });
});
`;

type Answer = Result<{ text: string }, "wrong_form" | "unavailable">;

export type ChallengeSolver = {
  /** @param challenge exactly 512 bytes. "wrong_form": encrypted for another service, or not a challenge at all */
  solve(challenge: Uint8Array): Promise<Answer>;
  close(): Promise<void>;
};

/** One thread, and the challenges that it has. */
class Solver {
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private worker: Worker | undefined;
  private lastId = 0;

  constructor(private readonly pem: string) {}

  get load(): number {
    return this.waiting.size;
  }

  solve(challenge: Uint8Array): Promise<Answer> {
    const id = ++this.lastId;
    const answered = new Promise<Answer>((resolve) => this.waiting.set(id, resolve));
    this.worker ??= this.start();
    this.worker.postMessage({ id, challenge: challenge.slice() });
    return answered;
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  private start(): Worker {
    const started = new Worker(WORKER, { eval: true, workerData: this.pem, execArgv: [], env: {} });
    started.unref();
    started.on("message", ({ id, text }: { id: number; text: string | undefined }) => {
      this.waiting.get(id)?.(text === undefined ? failure("wrong_form") : ok({ text }));
      this.waiting.delete(id);
    });
    started.on("error", (error) => log.error({ reason: error.message }, "a thread that checks printers failed"));
    started.on("exit", () => {
      if (this.worker === started) this.worker = undefined;
      for (const answer of this.waiting.values()) answer(failure("unavailable"));
      this.waiting.clear();
    });
    return started;
  }
}

/**
 * Decrypts printers' challenges in threads of their own, one for each core: each blocks a core for milliseconds
 * (docs/printer-protocol.md#7-security). Thousands may come at once, after a server was lost; none is kept waiting for
 * an answer that would come too late.
 * @param threads for tests
 */
export function solveChallenges(privateKey: KeyObject, threads = availableParallelism()): ChallengeSolver {
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const solvers = Array.from({ length: threads }, () => new Solver(pem));
  /** Of one challenge, in the course of many. */
  let tookMs = FIRST_GUESS_MS;

  return {
    solve: async (challenge) => {
      const [first, ...others] = solvers;
      const free = others.reduce((best, solver) => (solver.load < best.load ? solver : best), first!);
      const ahead = free.load;
      if (ahead * tookMs > LONGEST_WAIT_MS) return failure("unavailable");
      const before = monotonicMs();
      const answer = await free.solve(challenge);
      if (answer.ok) tookMs += ((monotonicMs() - before) / (ahead + 1) - tookMs) / 20;
      return answer;
    },
    close: async () => void (await Promise.all(solvers.map((solver) => solver.close()))),
  };
}

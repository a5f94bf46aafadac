import type { KeyObject } from "node:crypto";
import { Worker } from "node:worker_threads";
import { log } from "@/lib/observability/log";
import { failure, ok, type Result } from "@/lib/result";

/** Bytes of a challenge under the 4096-bit key. */
export const CHALLENGE_BYTES = 512;

/** Challenges that wait at once. Each takes about 5 ms, so more than this is an attack or a fault. */
const MAX_WAITING = 400;

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

/**
 * Decrypts printers' challenges in a thread of its own: each blocks a core for milliseconds
 * (docs/printer-protocol.md#7-security).
 */
export function solveChallenges(privateKey: KeyObject): ChallengeSolver {
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const waiting = new Map<number, (answer: Answer) => void>();
  let worker: Worker | undefined;
  let lastId = 0;

  const start = () => {
    const started = new Worker(WORKER, { eval: true, workerData: pem, execArgv: [], env: {} });
    started.unref();
    started.on("message", ({ id, text }: { id: number; text: string | undefined }) => {
      waiting.get(id)?.(text === undefined ? failure("wrong_form") : ok({ text }));
      waiting.delete(id);
    });
    started.on("error", (error) =>
      log.error({ reason: error.message }, "the thread that checks printers' challenges failed"),
    );
    started.on("exit", () => {
      if (worker === started) worker = undefined;
      for (const answer of waiting.values()) answer(failure("unavailable"));
      waiting.clear();
    });
    return started;
  };

  return {
    solve: (challenge) => {
      if (waiting.size >= MAX_WAITING) return Promise.resolve(failure("unavailable"));
      const id = ++lastId;
      const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
      worker ??= start();
      worker.postMessage({ id, challenge: challenge.slice() });
      return answered;
    },
    close: async () => {
      await worker?.terminate();
    },
  };
}

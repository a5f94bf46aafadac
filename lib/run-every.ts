import { recordFault } from "@/lib/observability/record-fault";

/**
 * Does a job from time to time, never twice at once: the next round waits for the one that runs. A fault is logged and
 * the job goes on with its next round.
 * @param everyMs milliseconds between two rounds
 * @returns stops it
 */
export function runEvery(everyMs: number, job: () => Promise<unknown>): () => void {
  let running = false;
  const round = async () => {
    if (running) return;
    running = true;
    await job().catch(recordFault);
    running = false;
  };
  const timer = setInterval(() => void round(), everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

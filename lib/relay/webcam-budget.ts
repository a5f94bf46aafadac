import { minutes, now, seconds } from "@/lib/clock";
import { recordFault } from "@/lib/observability/record-fault";
import type { LimitAnswer } from "@/lib/rate-limits/rate-limit-store";

export type WebcamBudget = {
  /** Whether the account may watch now; known without asking, since the answer's head is waited for. */
  allows(userId: string): boolean;
  /**
   * Counts the minutes of a webcam stream.
   * @param onSpent called once when the time window is used up
   * @returns ends the counting
   */
  watch(userId: string, onSpent: () => void): () => void;
};

/**
 * How much webcam an account gets in a time window (docs/app-contract.md#4-app-apis, status 609), counted by the minute
 * while a stream runs.
 * @param takeMinute takes one minute from the account's budget
 */
export function webcamBudget(takeMinute: (userId: string) => Promise<LimitAnswer>): WebcamBudget {
  const spentUntil = new Map<string, number>();
  return {
    allows: (userId) => {
      const until = spentUntil.get(userId) ?? 0;
      if (until <= now().getTime()) spentUntil.delete(userId);
      return until <= now().getTime();
    },
    watch: (userId, onSpent) => {
      const take = () =>
        takeMinute(userId).then((answer) => {
          if (answer.ok) return;
          spentUntil.set(userId, now().getTime() + seconds(answer.retryAfterSeconds));
          stop();
          onSpent();
        }, recordFault);
      const timer = setInterval(() => void take(), minutes(1));
      const stop = () => clearInterval(timer);
      void take();
      return stop;
    },
  };
}

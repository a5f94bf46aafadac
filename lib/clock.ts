import { shared } from "@/lib/shared";

const clock = () => shared("clock", () => ({ offsetMs: 0 }));

/** The time now. The only place that asks the system for it, so that tests can move the clock. */
export function now(): Date {
  return new Date(Date.now() + clock().offsetMs);
}

/** Milliseconds for measuring how long something takes: a system clock that is set while we run does not touch them. */
export function monotonicMs(): number {
  return performance.now();
}

/**
 * How far the system's clock is from the one that nobody sets, in milliseconds: another number later says by how much
 * somebody set it. The tests' offset has no part in it.
 */
export function systemClockOffset(): number {
  return Date.now() - performance.now();
}

/** A time in the future (or, with a negative number, the past). @param ms milliseconds from now */
export function fromNow(ms: number): Date {
  return new Date(now().getTime() + ms);
}

/** For tests: moves the clock. @param offsetMs milliseconds added to the system's time */
export function moveClock(offsetMs: number): void {
  clock().offsetMs = offsetMs;
}

export const seconds = (n: number) => n * 1000;
export const minutes = (n: number) => n * 60_000;
export const hours = (n: number) => n * 3_600_000;
export const days = (n: number) => n * 86_400_000;

import type { Pair } from "@/lib/octostream/messages";

type PairTable = { name(): string | null; value(): string | null };

/** @returns undefined for an empty vector: the protocol does not tell empty from absent. Missing texts are "". */
export function readPairs(count: number, at: (index: number) => PairTable | null): Pair[] | undefined {
  if (count === 0) return undefined;
  return Array.from({ length: count }, (_, index) => {
    const entry = at(index);
    return [entry?.name() ?? "", entry?.value() ?? ""] as const;
  });
}

/** @returns undefined for an empty vector; missing entries are "" */
export function readList(count: number, at: (index: number) => string | null): string[] | undefined {
  return count === 0 ? undefined : Array.from({ length: count }, (_, index) => at(index) ?? "");
}

/** A 64-bit number as an ordinary one. @returns undefined when it is too large to be exact */
export function readNumber(value: bigint): number | undefined {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

export const counts = { passed: 0, failed: 0 };

/** Counts a proof and says how it went. @param why what was seen, for one that failed */
export function prove(name: string, isTrue: boolean, why = ""): void {
  counts[isTrue ? "passed" : "failed"] += 1;
  process.stdout.write(`${isTrue ? "ok  " : "FAIL"} ${name}\n${isTrue ? "" : `${why}\n`}`);
}

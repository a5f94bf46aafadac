/** Counts what was proven, and says each proof as a line. */
export type Proofs = {
  /** Runs one proof: it holds unless it throws. @returns what it found out, or undefined when it failed */
  prove<T>(what: string, proof: () => Promise<T>): Promise<T | undefined>;
  passed: number;
  failed: number;
};

export function countProofs(): Proofs {
  const proofs: Proofs = {
    passed: 0,
    failed: 0,
    prove: async (what, proof) => {
      const started = Date.now();
      try {
        const found = await proof();
        proofs.passed++;
        console.log(`ok      ${what} (${Date.now() - started} ms)`);
        return found;
      } catch (error) {
        proofs.failed++;
        console.log(`FAILED  ${what}\n        ${error instanceof Error ? error.message : String(error)}`);
        return undefined;
      }
    },
  };
  return proofs;
}

/** @param what named when it is not so */
export function expectSame(actual: unknown, wanted: unknown, what: string): void {
  if (JSON.stringify(actual) !== JSON.stringify(wanted))
    throw new Error(
      `${what}: ${JSON.stringify(actual)?.slice(0, 400)} instead of ${JSON.stringify(wanted)?.slice(0, 400)}`,
    );
}

/** Waits until something is there. @returns it, at the latest after `patienceMs` */
export async function waitFor<T>(
  what: string,
  find: () => Promise<T | undefined> | T | undefined,
  patienceMs = 60_000,
): Promise<T> {
  for (const end = Date.now() + patienceMs; Date.now() < end;) {
    const found = await find();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${what} did not come within ${patienceMs / 1000} s`);
}

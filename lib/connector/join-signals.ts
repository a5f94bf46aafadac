/**
 * One signal of several: aborted with the first of them. (`AbortSignal.any` is younger than Node 18.)
 * @returns the signal, and what lets go of the others again: one that lives long must not gather listeners
 */
export function joinSignals(signals: readonly AbortSignal[]): { signal: AbortSignal; release: () => void } {
  const joined = new AbortController();
  const abort = () => joined.abort();
  const release = () => {
    for (const signal of signals) signal.removeEventListener("abort", abort);
  };
  for (const signal of signals) {
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  }
  joined.signal.addEventListener("abort", release, { once: true });
  if (joined.signal.aborted) release();
  return { signal: joined.signal, release };
}

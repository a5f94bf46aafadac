/**
 * Ends this process in good order, once, when it is told to.
 * @param steps done one after the other; what the later ones need is still there for the earlier ones. Each is asked
 * with a question: whether it was told a second time, and nothing is to be waited for any more
 */
export function stopOnSignal(steps: ((isHurried: () => boolean) => Promise<unknown> | void)[]): void {
  let told = 0;
  const stop = async () => {
    if (++told > 1) return;
    for (const step of steps) await step(() => told > 1);
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop());
}

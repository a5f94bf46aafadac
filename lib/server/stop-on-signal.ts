/**
 * Ends this process in good order, once, when it is told to.
 * @param steps done one after the other; what the later ones need is still there for the earlier ones
 */
export function stopOnSignal(steps: (() => Promise<void> | void)[]): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    for (const step of steps) await step();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop());
}

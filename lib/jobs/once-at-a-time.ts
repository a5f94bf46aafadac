/**
 * A function that never runs twice at once in this process. Who calls it while it runs is not waited for: it runs once
 * more after that, so that nothing that came meanwhile is missed.
 * @param act what is done
 * @param onFault told of each run that fails; the next one is done nevertheless
 */
export function onceAtATime(act: () => Promise<unknown>, onFault: (error: unknown) => void): () => Promise<void> {
  let running = false;
  let again = false;
  return async () => {
    again = true;
    if (running) return;
    running = true;
    while (again) {
      again = false;
      await act().catch(onFault);
    }
    running = false;
  };
}

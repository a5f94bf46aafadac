/**
 * Asks an address until told to stop. A lost answer is asked for again.
 * @param look what to do with an answer; returns whether that was the last
 * @param waits milliseconds between two questions: while the page is looked at, and in the background
 */
export function poll<Answer>(
  url: string,
  look: (answer: Answer) => boolean,
  { first, shown, hidden }: { first: number; shown: number; hidden: number },
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  const ask = async () => {
    const answer = await fetch(url, { cache: "no-store" })
      .then((response) => (response.ok ? (response.json() as Promise<Answer>) : undefined))
      .catch(() => undefined);
    if (isOver || (answer && look(answer))) return;
    timer = setTimeout(ask, document.hidden ? hidden : shown);
  };
  timer = setTimeout(ask, first);
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

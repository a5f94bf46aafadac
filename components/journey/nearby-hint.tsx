"use client";
import { useEffect, useState } from "react";
import { Notice } from "@/components/ui/notice";

/**
 * Looks for the printer of this page's line, and goes to the question about it once it is there: without JavaScript a
 * reload does. Says also that a new printer came online on this network: a hint only, adding it takes its code.
 * @param waiting what is said meanwhile
 */
export function NearbyHint({ url, text, waiting }: { url: string; text: string; waiting: string }) {
  const [nearby, setNearby] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let over = false;
    const look = async () => {
      const answer = (await fetch(url)
        .then((response) => (response.ok ? response.json() : undefined))
        .catch(() => undefined)) as { nearby?: boolean; found?: boolean } | undefined;
      if (over) return;
      // What is being sent is not taken away from under it.
      if (answer?.found && !document.querySelector("form[data-busy]")) return window.location.reload();
      if (answer) setNearby(answer.nearby === true);
      timer = setTimeout(look, document.hidden ? 15_000 : 3000);
    };
    void look();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [url]);
  return (
    <div aria-live="polite">
      {nearby ? <Notice tone="good">{text}</Notice> : <p className="text-[0.94rem] text-soft">{waiting}</p>}
    </div>
  );
}

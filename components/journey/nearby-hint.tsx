"use client";
import { useEffect, useState } from "react";
import { Notice } from "@/components/ui/notice";

/** Says, without a reload, that a new printer came online on this network. A hint only: adding it takes its code. */
export function NearbyHint({ url, text }: { url: string; text: string }) {
  const [nearby, setNearby] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      const answer = (await fetch(url)
        .then((response) => (response.ok ? response.json() : undefined))
        .catch(() => undefined)) as { nearby?: boolean } | undefined;
      if (answer) setNearby(answer.nearby === true);
      timer = setTimeout(look, document.hidden ? 15_000 : 4000);
    };
    void look();
    return () => clearTimeout(timer);
  }, [url]);
  return <div aria-live="polite">{nearby && <Notice tone="good">{text}</Notice>}</div>;
}

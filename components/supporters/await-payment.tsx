"use client";
import { useEffect } from "react";

/**
 * Goes on when a payment becomes known: asks every two seconds (less often in the background), and loads the page again
 * when the answer is another one. Without JavaScript the page loads itself again.
 */
export function AwaitPayment({ url, state, refreshSeconds }: { url: string; state: string; refreshSeconds: number }) {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      const answer = (await fetch(url, { cache: "no-store" })
        .then((response) => (response.ok ? response.json() : undefined))
        .catch(() => undefined)) as { state?: string } | undefined;
      if (answer?.state && answer.state !== state) return window.location.reload();
      timer = setTimeout(look, document.hidden ? 10_000 : 2000);
    };
    timer = setTimeout(look, 1000);
    return () => clearTimeout(timer);
  }, [url, state]);
  return (
    <noscript>
      <meta httpEquiv="refresh" content={String(refreshSeconds)} />
    </noscript>
  );
}

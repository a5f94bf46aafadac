"use client";
import { useEffect, useState } from "react";

/**
 * The six digits of this page. They work as long as it asks for them, and are others after ten minutes; when they were
 * entered and the person is to be asked, the page is loaded anew.
 * @param asked the person is asked already
 * @param elsewhere what is said when another page has them
 */
export function AgentDigits({
  url,
  digits: first,
  asked,
  elsewhere,
}: {
  url: string;
  digits: string;
  asked: boolean;
  elsewhere: string;
}) {
  const [digits, setDigits] = useState<string | undefined>(first);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let over = false;
    const look = async () => {
      const answer = (await fetch(url)
        .then((response) => (response.ok ? response.json() : undefined))
        .catch(() => undefined)) as { digits?: string; held?: boolean; elsewhere?: boolean } | undefined;
      if (over) return;
      if (answer?.held && !asked && !document.querySelector("form[data-busy]")) return window.location.reload();
      if (answer?.digits ?? answer?.elsewhere) setDigits(answer.digits);
      timer = setTimeout(look, document.hidden ? 15_000 : 4000);
    };
    void look();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [url, asked]);
  return (
    <p aria-live="polite" className={digits ? "text-[2rem] font-semibold tracking-[0.12em] tabular-nums" : ""}>
      {digits ?? elsewhere}
    </p>
  );
}

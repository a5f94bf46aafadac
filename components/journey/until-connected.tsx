"use client";
import { useEffect, useState, type ReactNode } from "react";

const FIRST_LOOK_MS = 1200;
const LOOK_AGAIN_MS = 1500;

/** Whether the journey is done by now. */
const isDone = (url: string): Promise<boolean> =>
  fetch(url)
    .then((answer) => (answer.ok ? (answer.json() as Promise<{ done?: boolean }>) : undefined))
    .then(
      (answer) => answer?.done === true,
      () => false,
    );

/**
 * A question whose answer opens an app by its own address: that leaves the page standing. Once the portal says that it
 * is done the question gives way to what there is to say then. Its form has long been sent by that time, and one that
 * is taken out of a page calls nothing back.
 * @param url of the poll @param after what is shown then
 */
export function UntilConnected({ url, after, children }: { url: string; after: ReactNode; children: ReactNode }) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      if (await isDone(url)) setDone(true);
      else timer = setTimeout(look, LOOK_AGAIN_MS);
    };
    const begin = (event: SubmitEvent) => {
      if (event.defaultPrevented) return;
      clearTimeout(timer);
      timer = setTimeout(look, FIRST_LOOK_MS);
    };
    // Back, after the app was opened: the page may be shown as it was left.
    const shown = (event: PageTransitionEvent) => event.persisted && void look();
    document.addEventListener("submit", begin);
    window.addEventListener("pageshow", shown);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("submit", begin);
      window.removeEventListener("pageshow", shown);
    };
  }, [url]);
  useEffect(() => {
    if (!done) return;
    window.scrollTo(0, 0);
    const heading = document.querySelector<HTMLElement>("main h1");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus();
  }, [done]);
  return done ? <div className="contents">{after}</div> : <>{children}</>;
}

"use client";
import { useEffect, useRef, useState, type ReactNode } from "react";

/**
 * A plain form that posts. With JavaScript it is sent once: further taps do nothing until the next page is there. A
 * page that is still there after a while (two seconds; an app's own address was opened, or the network is gone) can be
 * sent again, and shows `standing`.
 */
export function Form({
  action,
  children,
  standing,
  patienceMs = 2000,
  className,
}: {
  action: string;
  children: ReactNode;
  standing?: ReactNode;
  patienceMs?: number;
  className?: string;
}) {
  const form = useRef<HTMLFormElement>(null);
  const standingPlace = useRef<HTMLDivElement>(null);
  const [stands, setStands] = useState(false);
  useEffect(() => {
    const element = form.current;
    if (!element) return;
    const free = () => delete element.dataset.busy;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onSubmit = (event: SubmitEvent) => {
      if (element.dataset.busy !== undefined) return event.preventDefault();
      element.dataset.busy = "";
      timer = setTimeout(
        () => {
          free();
          setStands(true);
        },
        standing ? patienceMs : 8000,
      );
    };
    element.addEventListener("submit", onSubmit);
    // Back may show the page as it was left: sent.
    window.addEventListener("pageshow", free);
    return () => {
      clearTimeout(timer);
      element.removeEventListener("submit", onSubmit);
      window.removeEventListener("pageshow", free);
    };
  }, [standing, patienceMs]);
  useEffect(() => {
    if (stands) standingPlace.current?.scrollIntoView({ block: "nearest" });
  }, [stands]);
  return (
    <form ref={form} method="post" action={action} className={className}>
      {children}
      {stands && standing && <div ref={standingPlace}>{standing}</div>}
    </form>
  );
}

"use client";
import { useEffect, useRef, type ReactNode } from "react";

/**
 * A plain form that posts. With JavaScript it is sent once: further taps do nothing until the next page is there. A
 * page that is still there after a while (an app's own address was opened, or the network is gone) can be sent again.
 */
export function Form({
  action,
  children,
  patienceMs = 8000,
  className,
}: {
  action: string;
  children: ReactNode;
  patienceMs?: number;
  className?: string;
}) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const element = form.current;
    if (!element) return;
    const free = () => delete element.dataset.busy;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onSubmit = (event: SubmitEvent) => {
      if (element.dataset.busy !== undefined) return event.preventDefault();
      element.dataset.busy = "";
      timer = setTimeout(free, patienceMs);
    };
    element.addEventListener("submit", onSubmit);
    // Back may show the page as it was left: sent.
    window.addEventListener("pageshow", free);
    return () => {
      clearTimeout(timer);
      element.removeEventListener("submit", onSubmit);
      window.removeEventListener("pageshow", free);
    };
  }, [patienceMs]);
  return (
    <form ref={form} method="post" action={action} className={className}>
      {children}
    </form>
  );
}

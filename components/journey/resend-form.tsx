"use client";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";

/** Asks for a new code. With JavaScript the button counts down while it is too early; without, the server says so. */
export function ResendForm({
  action,
  waitSeconds,
  label,
  waiting,
}: {
  action: string;
  waitSeconds: number;
  label: string;
  waiting: string;
}) {
  const [left, setLeft] = useState<number>();
  useEffect(() => {
    const until = performance.now() + waitSeconds * 1000;
    const tick = () => setLeft(Math.max(0, Math.ceil((until - performance.now()) / 1000)));
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [waitSeconds]);
  return (
    <Form action={action}>
      <Button look="outline" disabled={left !== undefined && left > 0}>
        {label}
        {left ? (
          <span aria-hidden className="ml-2 font-normal text-soft tabular-nums">
            {waiting.replace("{seconds}", String(left))}
          </span>
        ) : null}
      </Button>
    </Form>
  );
}

"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";

/**
 * Copies a text. Without JavaScript, or where the browser does not allow it, the text beside it is selected by hand.
 */
export function CopyButton({ text, label, copied }: { text: string; label: string; copied: string }) {
  const [done, setDone] = useState(false);
  const copy = () =>
    void navigator.clipboard?.writeText(text).then(
      () => setDone(true),
      () => setDone(false),
    );
  return (
    <Button look="outline" type="button" onClick={copy}>
      <span aria-live="polite">{done ? copied : label}</span>
    </Button>
  );
}

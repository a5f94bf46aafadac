import { Button } from "@/components/ui/button";

/** Copies a text by the page's script; where that cannot be, the text beside it is selected by hand. */
export function CopyButton({ text, label, copied }: { text: string; label: string; copied: string }) {
  return (
    <Button look="outline" type="button" data-copy={text} data-copied={copied}>
      <span aria-live="polite">{label}</span>
    </Button>
  );
}

import { Button, type ButtonLook } from "@/components/ui/button";

/** Copies a text by the page's script; where that cannot be, the text beside it is selected by hand. */
export function CopyButton({
  text,
  label,
  copied,
  look = "outline",
}: {
  text: string;
  label: string;
  copied: string;
  look?: ButtonLook;
}) {
  return (
    <Button look={look} type="button" data-copy={text} data-copied={copied}>
      <span aria-live="polite">{label}</span>
    </Button>
  );
}

import { typedCode } from "@/lib/typed-code";

/** What was sent of each field, which is not sent again by itself. */
const sent = new WeakMap<HTMLInputElement, string>();

function sendWhenFull(field: HTMLInputElement): void {
  const code = typedCode(field.value);
  if (code.length !== Number(field.dataset.code) || code === (sent.get(field) ?? typedCode(field.defaultValue))) return;
  sent.set(field, code);
  field.form?.requestSubmit();
}

/** A field for a code (`data-code`: characters that count) submits its form when it is full. */
export function completeCodes(): void {
  document.addEventListener("input", ({ target }) => {
    if (target instanceof HTMLInputElement && target.dataset.code) sendWhenFull(target);
  });
  // A fast thumb, or a code filled in by the system, may be there before this script is. What a browser puts back after
  // a reload or "back" was sent before.
  const [arrival] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (arrival?.type === "navigate")
    document.querySelectorAll<HTMLInputElement>("input[data-code]").forEach(sendWhenFull);
}

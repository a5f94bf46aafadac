import { LINES } from "@/lib/thread-shapes";

/** The tap that closes the last gap. */
const GRANT = "/authorize/grant";

/**
 * The filament answers the tap on Authorize at once, and is as the page came when the page is shown again (back, after
 * an app was opened).
 */
export function fuseThread(): void {
  const thread = document.querySelector<HTMLElement>(".thread");
  if (!thread) return;
  const lines = [...thread.querySelectorAll(".thread-run path")];
  const before = { state: thread.dataset.state, forms: lines.map((line) => line.getAttribute("d") ?? "") };
  document.addEventListener("submit", ({ target, defaultPrevented }) => {
    if (defaultPrevented || !(target as HTMLFormElement).action.includes(GRANT)) return;
    thread.dataset.state = "fused";
    for (const line of lines) line.setAttribute("d", LINES.taut);
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    thread.dataset.state = before.state;
    lines.forEach((line, index) => line.setAttribute("d", before.forms[index] ?? ""));
  });
}

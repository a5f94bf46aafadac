/** A page that is still there after a while (an app's own address was opened, or the network is gone) sends again. */
const PATIENCE_MS = 8000;

/** Whether something is being sent: nothing takes it away from under the person then. */
export const isSending = () => document.querySelector("form[data-busy]") !== null;

/** Those in the bar of actions too, which name their form. */
const buttonsOf = (form: HTMLFormElement) =>
  [...form.elements].filter((element): element is HTMLButtonElement => element instanceof HTMLButtonElement);

/**
 * Each form is sent once: further taps do nothing until the next page is there, or its patience (`data-patience`) ends.
 */
export function submitOnce(): void {
  const free = (form: HTMLFormElement) => {
    for (const one of [form, ...buttonsOf(form)]) delete one.dataset.busy;
  };
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.busy !== undefined) return event.preventDefault();
    for (const one of [form, ...buttonsOf(form)]) one.dataset.busy = "";
    setTimeout(free, Number(form.dataset.patience ?? PATIENCE_MS), form);
  });
  // Back may show the page as it was left: sent.
  addEventListener("pageshow", () => document.querySelectorAll<HTMLFormElement>("form[data-busy]").forEach(free));
}

import { poll } from "@/components/browser/poll";
import { isSending } from "@/components/browser/submit-once";

/** Shows what a page says once something is so (`data-once`), in place of what it says before (`data-until`). */
function show(place: Element, isSo: boolean): void {
  for (const part of place.querySelectorAll<HTMLElement>("[data-once]")) part.hidden = !isSo;
  for (const part of place.querySelectorAll<HTMLElement>("[data-until]")) part.hidden = isSo;
}

/** The printer of the page's line appears by a reload; that an unowned one came online nearby is said. */
function waitForPrinter(place: HTMLElement): void {
  const look = ({ nearby, found }: { nearby?: boolean; found?: boolean }) => {
    if (found && !isSending()) {
      location.reload();
      return true;
    }
    show(place, nearby === true);
    return false;
  };
  poll(place.dataset.printer ?? "", look, { first: 0, shown: 3000, hidden: 15_000 });
}

/** A payment's page is loaded again when its state is another one. */
function waitForPayment({ dataset: { payment = "", state } }: HTMLElement): void {
  const look = (answer: { state?: string }) => {
    if (!answer.state || answer.state === state) return false;
    location.reload();
    return true;
  };
  poll(payment, look, { first: 1000, shown: 2000, hidden: 10_000 });
}

/** An agent's digits live while their page asks; that they were entered and need a word is told by a reload. */
function waitForDigits(place: HTMLElement): void {
  const look = ({ digits, held, elsewhere }: { digits?: string; held?: boolean; elsewhere?: boolean }) => {
    if (held && place.dataset.asked === undefined && !isSending()) {
      location.reload();
      return true;
    }
    const shown = place.querySelector("[data-until]");
    if (digits && shown) shown.textContent = digits;
    if (digits || elsewhere) show(place, !digits);
    return false;
  };
  poll(place.dataset.digits ?? "", look, { first: 0, shown: 4000, hidden: 15_000 });
}

/** Live waiting, at the places of a page that ask for it. */
export function waitForNews(): void {
  document.querySelectorAll<HTMLElement>("[data-printer]").forEach(waitForPrinter);
  document.querySelectorAll<HTMLElement>("[data-digits]").forEach(waitForDigits);
  document.querySelectorAll<HTMLElement>("[data-payment]").forEach(waitForPayment);
}

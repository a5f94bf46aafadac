import { poll } from "@/components/browser/poll";

const WAITS = { first: 1200, shown: 1500, hidden: 1500 };

/** Puts what there is to say now in the question's place, and leads readers of the screen there. */
function replace(question: HTMLElement, keyRefused: boolean): void {
  const after = question.querySelector("template");
  if (!after) return;
  question.replaceChildren(after.content);
  question.querySelector("[data-key-refused]")?.toggleAttribute("hidden", !keyRefused);
  document.title = after.dataset.title ?? document.title;
  scrollTo(0, 0);
  const heading = question.querySelector("h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus();
}

/**
 * A question whose answer opens an app by its own address (`data-connected`: the poll): that leaves the page standing.
 * Once the portal says that it is done the question gives way to what is in its template.
 */
export function untilConnected(): void {
  const question = document.querySelector<HTMLElement>("[data-connected]");
  if (!question) return;
  let stop = () => {};
  const look = ({ done, keyRefused }: { done?: boolean; keyRefused?: boolean }) => {
    if (done) replace(question, keyRefused === true);
    return done === true;
  };
  const begin = (first: number) => {
    stop();
    stop = poll(question.dataset.connected ?? "", look, { ...WAITS, first });
  };
  document.addEventListener("submit", (event) => event.defaultPrevented || begin(WAITS.first));
  // Back, after the app was opened: the page may be shown as it was left.
  addEventListener("pageshow", ({ persisted }) => persisted && begin(0));
}

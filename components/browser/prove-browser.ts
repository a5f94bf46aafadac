import type { Challenge } from "altcha-lib";
import type { WantedProof } from "@/components/ui/browser-proof";

/** Loaded by those who need it alone. @returns JSON of challenge and solution; undefined when it is not found */
async function solve(challenge: Challenge): Promise<string | undefined> {
  const { solveChallenge, deriveKey } = await import("@/components/browser/solve-challenge");
  const solution = await solveChallenge({ challenge, deriveKey });
  return solution ? JSON.stringify({ challenge, solution }) : undefined;
}

/** Has a button say that it works, and take no press. @returns what makes it as it was */
function makeBusy(button: HTMLElement | null, words: string): () => void {
  if (!(button instanceof HTMLButtonElement)) return () => undefined;
  const before = [...button.childNodes];
  const spool = document.createElement("span");
  spool.className = "button-spool waiting-spool";
  button.replaceChildren(spool, words);
  button.disabled = true;
  return () => {
    button.replaceChildren(...before);
    button.disabled = false;
  };
}

const pathOf = (form: HTMLFormElement) => new URL(form.action).pathname;

/**
 * Works a challenge out while the person fills in a form, and sends it along. A form that is sent before it is done
 * waits for it: its button is not to be pressed and says why. Without scripts, or where the browser cannot work it out,
 * the server says when to try again. To be installed before what takes a form as sent.
 */
export function proveBrowser(): void {
  const place = document.querySelector<HTMLElement>("[data-proof]");
  if (!place) return;
  const { challenge, forms, text, busy } = JSON.parse(place.dataset.proof ?? "") as WantedProof;
  let proof: string | undefined;
  let isDone = false;
  let held: { form: HTMLFormElement; submitter: HTMLElement | null; free: () => void } | undefined;
  const say = (words: string) => place.firstElementChild && (place.firstElementChild.textContent = words);
  const finish = () => {
    isDone = true;
    say("");
    held?.free();
    held?.form.requestSubmit(held.submitter);
  };
  solve(challenge)
    .then((solved) => (proof = solved))
    // Without it the server decides: a browser without Web Crypto is not kept from trying.
    .catch(() => undefined)
    .finally(finish);
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target as HTMLFormElement;
      if (isDone || !forms.includes(pathOf(form))) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      held?.free();
      held = { form, submitter: event.submitter, free: makeBusy(event.submitter, busy) };
      (event.submitter ?? form.lastElementChild)?.after(place);
      say(text);
    },
    { capture: true },
  );
  document.addEventListener("formdata", ({ target, formData }) => {
    if (proof && forms.includes(pathOf(target as HTMLFormElement))) formData.set("proof", proof);
  });
}

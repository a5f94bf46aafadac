"use client";
import type { Challenge } from "altcha-lib";
import { useEffect, useState } from "react";

/** Loaded by those who need it alone. @returns JSON of challenge and solution; undefined when it is not found */
async function solve(challenge: Challenge, controller: AbortController): Promise<string | undefined> {
  const [{ solveChallenge }, { deriveKey }] = await Promise.all([
    import("altcha-lib"),
    import("altcha-lib/algorithms/web/pbkdf2"),
  ]);
  const solution = await solveChallenge({ challenge, deriveKey, controller });
  return solution ? JSON.stringify({ challenge, solution }) : undefined;
}

const pathOf = (form: HTMLFormElement) => new URL(form.action).pathname;

type Wanted = { challenge: Challenge; forms: readonly string[]; text: string };

/**
 * Works a challenge out while the person fills in a form, and sends it along. A form that is sent before it is done
 * waits for it and says so. Without scripts, or where the browser cannot work it out, the server says when to try
 * again. Nothing where no proof is wanted.
 * @param wanted.forms paths of the forms that wait
 */
export const BrowserProof = ({ wanted }: { wanted: Wanted | undefined }) => wanted && <Proof {...wanted} />;

function Proof({ challenge, forms, text }: Wanted) {
  const [waits, setWaits] = useState(false);
  useEffect(() => {
    let proof: string | undefined;
    let done = false;
    let held: { form: HTMLFormElement; submitter: HTMLElement | null } | undefined;
    const finish = () => {
      done = true;
      setWaits(false);
      if (held) held.form.requestSubmit(held.submitter);
    };
    const controller = new AbortController();
    solve(challenge, controller)
      .then((solved) => (proof = solved))
      // Without it the server decides: a browser without Web Crypto is not kept from trying.
      .catch(() => undefined)
      .finally(() => !controller.signal.aborted && finish());
    const { signal } = controller;
    const hold = (event: SubmitEvent) => {
      const form = event.target as HTMLFormElement;
      if (done || !forms.includes(pathOf(form))) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      held = { form, submitter: event.submitter };
      setWaits(true);
    };
    const attach = ({ target, formData }: FormDataEvent) => {
      if (proof && forms.includes(pathOf(target as HTMLFormElement))) formData.set("proof", proof);
    };
    // Before the form's own listeners, so that it is not taken as sent.
    document.addEventListener("submit", hold, { capture: true, signal });
    document.addEventListener("formdata", attach, { signal });
    return () => controller.abort();
  }, [challenge, forms]);
  return (
    <div
      role="status"
      data-challenge={JSON.stringify(challenge)}
      className="fixed inset-x-0 bottom-0 z-20 mx-auto max-w-md p-3 empty:hidden"
    >
      {waits && <p className="rounded-field bg-ink px-4 py-3 text-[0.94rem] text-paper shadow-lg">{text}</p>}
    </div>
  );
}

/* What pages do with passkeys. A file of its own, loaded where there are any. */
import {
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
} from "@simplewebauthn/browser";

/** A challenge is asked for anew before the server thinks it too old (lib/accounts/passkeys/passkey-challenge.ts). */
const FRESH_MS = 4 * 60_000;

/** A form with a challenge, and since when it is here. */
type Asked = { form: HTMLFormElement; since: number };

const optionsOf = ({ form }: Asked) => JSON.parse(form.dataset.options ?? "{}");
const isFresh = ({ since }: Asked) => performance.now() - since < FRESH_MS;

/** The page is another one by now: a journey that went on, somebody who is signed in. */
class Elsewhere extends Error {
  constructor(readonly url: string) {
    super();
  }
}

/** The form of a page as it would be loaded now. */
async function askAgain(url: string, kind: string, init?: RequestInit): Promise<Asked> {
  const response = await fetch(url, { cache: "no-store", ...init });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const form = page.querySelector<HTMLFormElement>(`form[data-passkey="${kind}"]`);
  if (!form) throw new Elsewhere(response.url);
  return { form: document.adoptNode(form), since: performance.now() };
}

function send(place: HTMLFormElement, asked: Asked, values: Record<string, string | undefined>): void {
  const { form } = asked;
  form.hidden = true;
  if (!form.isConnected) place.after(form);
  for (const [name, value = ""] of Object.entries(values)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = value;
  }
  form.requestSubmit();
}

function signIn(place: HTMLFormElement, asked: Asked, { id, response }: AuthenticationResponseJSON): void {
  const stays = document.querySelector<HTMLInputElement>("input[type=checkbox][name=stay]")?.checked;
  send(place, asked, {
    id,
    client: response.clientDataJSON,
    authenticator: response.authenticatorData,
    signature: response.signature,
    user: response.userHandle,
    stay: stays ? "yes" : "",
  });
}

const add = (place: HTMLFormElement, asked: Asked, { id, response }: RegistrationResponseJSON) =>
  send(place, asked, {
    id,
    client: response.clientDataJSON,
    attestation: response.attestationObject,
    transports: response.transports?.join(" "),
  });

/** One at a time; what was not done is said in one sentence, since browsers do not tell why. */
function onPress(form: HTMLFormElement, act: () => Promise<void>, afterwards = () => {}): void {
  let isBusy = false;
  const status = form.querySelector("[role=status]");
  const say = (words = "") => status && (status.textContent = words);
  const fail = (error: unknown) => {
    if (error instanceof Elsewhere) return location.assign(error.url);
    const isThere = (error as Error).name === "InvalidStateError";
    say((isThere && form.dataset.there) || form.dataset.failed);
    afterwards();
  };
  form.querySelector("button")?.addEventListener("click", () => {
    if (isBusy) return;
    isBusy = true;
    say();
    act()
      .catch(fail)
      .finally(() => (isBusy = false));
  });
}

/**
 * Offers passkeys in the field of the address, and asks anew before the challenge is too old. Quiet when it fails.
 * @returns begins again, after the browser's own dialog took its place
 */
function fillIn(form: HTMLFormElement, current: () => Promise<Asked>): () => void {
  let timer: ReturnType<typeof setTimeout>;
  let last: Asked | undefined;
  const begin = async () => {
    clearTimeout(timer);
    last = await current();
    timer = setTimeout(renew, FRESH_MS);
    signIn(form, last, await startAuthentication({ optionsJSON: optionsOf(last), useBrowserAutofill: true }));
  };
  const again = () => void begin().catch(() => undefined);
  const renew = () => document.hidden || (last && isFresh(last)) || again();
  document.addEventListener("visibilitychange", renew);
  again();
  return again;
}

function useSignIn(form: HTMLFormElement): void {
  let asked: Asked = { form, since: performance.now() };
  let fillInAgain = () => {};
  const current = async () => (isFresh(asked) ? asked : (asked = await askAgain(location.href, "sign-in")));
  const press = async () => {
    const now = await current();
    signIn(form, now, await startAuthentication({ optionsJSON: optionsOf(now) }));
  };
  onPress(form, press, () => fillInAgain());
  void browserSupportsWebAuthnAutofill().then((can) => can && (fillInAgain = fillIn(form, current)));
}

/** Begins a journey as the form of the page does, reads its challenge from its page, and signs in to it. */
function useBegin(form: HTMLFormElement): void {
  let asked: Asked | undefined;
  onPress(form, async () => {
    if (!asked || !isFresh(asked))
      asked = await askAgain(form.action, "sign-in", { method: "POST", body: new URLSearchParams() });
    signIn(form, asked, await startAuthentication({ optionsJSON: optionsOf(asked) }));
  });
}

function useAdd(form: HTMLFormElement): void {
  let asked: Asked = { form, since: performance.now() };
  onPress(form, async () => {
    if (!isFresh(asked)) asked = await askAgain(location.href, "add");
    add(form, asked, await startRegistration({ optionsJSON: optionsOf(asked) }));
  });
}

const USES: Record<string, (form: HTMLFormElement) => void> = { "sign-in": useSignIn, begin: useBegin, add: useAdd };

/** Lets the forms of a page that are about passkeys do what they say. */
export const usePasskeys = (forms: Iterable<HTMLFormElement>): void => {
  for (const form of forms) USES[form.dataset.passkey ?? ""]?.(form);
};

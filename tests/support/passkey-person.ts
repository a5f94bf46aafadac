// For tests of the whole server: a person with an authenticator, and what pages ask of it.
import { TOTP, Secret } from "otpauth";
import { Authenticator } from "@/tests/support/authenticator";
import { sessionIn, TestBrowser, type Page } from "@/tests/support/browser";
import type { TestPortal } from "@/tests/support/portal";

const JOURNEY = "/appportal/v1";
export const ADD_PAGE = "/account/security/passkeys";

const unescape = (text: string) => text.replaceAll("&quot;", '"').replaceAll("&#x27;", "'").replaceAll("&amp;", "&");

/** What a page asks of an authenticator; undefined: nothing. */
export function askedBy({ body }: Page) {
  const [, form = ""] = /(<form[^>]* data-passkey=(?:"add"|"sign-in").*?<\/form>)/s.exec(body) ?? [];
  const options = /data-options="([^"]*)"/.exec(form)?.[1];
  const sealed = /name="challenge" value="([^"]*)"/.exec(form)?.[1];
  if (!options || !sealed) return undefined;
  return { options: JSON.parse(unescape(options)) as Parameters<Authenticator["create"]>[0], sealed: unescape(sealed) };
}

/** A person at a portal, with a browser and an authenticator. */
export class PasskeyPerson {
  readonly email = `key-${Math.random()
    .toString(36)
    .replace(/[^a-z]/g, "")}@example.org`;
  readonly key: Authenticator;
  browser: TestBrowser;

  constructor(private readonly portal: TestPortal) {
    this.browser = this.newBrowser();
    this.key = new Authenticator({ origin: this.browser.origin, rpId: "localhost" });
  }

  newBrowser = () => new TestBrowser(`http://localhost:${this.portal.port}`);

  /** The code that was mailed last. */
  async mailedCode(): Promise<string> {
    const mails = JSON.parse((await this.browser.get("/dev/mail.json")).body) as { to: string; subject: string }[];
    return /^\d{6}/.exec(mails.find(({ to }) => to === this.email)?.subject ?? "")?.[0] ?? "";
  }

  async mails(): Promise<string[]> {
    const mails = JSON.parse((await this.browser.get("/dev/mail.json")).body) as { to: string; subject: string }[];
    return mails.filter(({ to }) => to === this.email).map(({ subject }) => subject);
  }

  /** Makes the account by a mailed code, and stays signed in to it. */
  async signUp(): Promise<void> {
    const begun = await this.browser.post("/getstarted/begin?visit=/account/security");
    const session = sessionIn(begun.location);
    await this.browser.post(`${JOURNEY}/account/send?session=${session}`, { email: this.email });
    await this.browser.post(`${JOURNEY}/verify/check?session=${session}`, { code: await this.mailedCode() });
    await this.browser.post(`${JOURNEY}/profile/save?session=${session}`, { name: "Robin", terms: "yes" });
  }

  /** Adds the passkey that the page asks for. @param page where it was asked for, else as it is now */
  async add(page?: Page, key = this.key): Promise<Page> {
    const shown = page ?? (await this.browser.get(ADD_PAGE));
    const asked = askedBy(shown);
    if (!asked) throw new Error(`no passkey is asked for: ${shown.status} ${shown.location}`);
    const { id, clientData, attestation, transports } = key.create(asked.options);
    const fields = { id, client: clientData, attestation, transports, challenge: asked.sealed };
    return this.browser.post(`${ADD_PAGE}/add`, fields);
  }

  /** Turns the second factor on. @returns its codes, each half minute another */
  async turnSecondFactorOn(): Promise<(ahead: number) => string> {
    await this.browser.post("/account/security/second-factor/begin");
    const { body } = await this.browser.get("/account/security/second-factor");
    const secret = Secret.fromBase32(/secret=([A-Z2-7]+)/.exec(body)?.[1] ?? "");
    const code = (ahead: number) => new TOTP({ secret }).generate({ timestamp: Date.now() + ahead * 30_000 });
    await this.browser.post("/account/security/second-factor/confirm", { code: code(-1) });
    return code;
  }

  /** Begins a journey in a browser. @returns the page that asks who it is */
  async begin(browser: TestBrowser): Promise<{ session: string; page: Page }> {
    const session = sessionIn((await browser.post(`${JOURNEY}/begin?appId=devtest`)).location);
    return { session, page: await browser.get(`${JOURNEY}/account?session=${session}`) };
  }

  /** What the browser posts after the authenticator has signed. */
  answer(page: Page, change: Parameters<Authenticator["get"]>[1] = {}): Record<string, string> {
    const asked = askedBy(page);
    if (!asked) throw new Error("no passkey is asked for");
    const { id, clientData, authenticator, signature, user } = this.key.get(asked.options, change);
    return { id, client: clientData, authenticator, signature, user, challenge: asked.sealed };
  }
}

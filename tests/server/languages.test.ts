import { afterAll, beforeAll, expect, it } from "vitest";
import { TestBrowser } from "@/tests/support/browser";
import { startTestPortal, type TestPortal } from "@/tests/support/portal";

let portal: TestPortal;
beforeAll(async () => void (portal = await startTestPortal()), 120_000);
afterAll(() => portal.stop());

const origin = () => `http://localhost:${portal.port}`;
const GERMAN = { "Accept-Language": "de-AT,de;q=0.9,en;q=0.1" };
const rootOf = (body: string) => /<html [^>]*>/.exec(body)?.[0];

it.each([
  ["a page of the journey", "/appportal/v1?appId=devtest", "Los geht’s"],
  ["an error of the start URL", "/appportal/v1?appId=nobody", "Diese App kennen wir nicht"],
  ["signing in to the account", "/account/sign-in?to=/account", "Melde dich an"],
  ["a page that there is not", "/nothing-here", "Seite nicht gefunden"],
  ["the page of refusals", "/dev/%E0%A4", "Diese Adresse können wir nicht lesen"],
  ["the completion page", "/appportal/v1/complete?success=true", "Verbunden"],
  ["the evaluation's mailbox", "/dev/mail", "Test-Postfach"],
])("%s is said in the language of the browser, and says which", async (_, path, text) => {
  const { body } = await portal.ask(path, { headers: GERMAN });
  expect(rootOf(body)).toBe('<html lang="de" dir="ltr">');
  expect(body).toContain(text);
});

it("APIs speak English to whoever asks", async () => {
  const { body } = await portal.ask("/api/appconnection/info", { headers: GERMAN });
  expect(body).toContain("No token was sent");
});

it("the app's wish counts more than the browser's, and the switch more than both", async () => {
  const browser = new TestBrowser(origin());
  const start = "/appportal/v1?appId=devtest&ui_locales=de-CH%20fr";
  expect(rootOf((await browser.get(start)).body)).toContain('lang="de"');
  const { body } = await browser.get(start);
  expect(body).toContain('name="to" value="/appportal/v1?appId=devtest&amp;ui_locales=de-CH%20fr"');
  const chosen = await browser.post("/language", { language: "en", to: start });
  expect([chosen.status, chosen.location]).toEqual([303, `${origin()}${start}`]);
  expect(rootOf((await browser.get(start)).body)).toContain('lang="en"');
});

it.each(["//evil.example", "https://evil.example/", "/\\evil.example"])("the switch leads home from %s", async (to) => {
  const chosen = await new TestBrowser(origin()).post("/language", { language: "de", to });
  expect([chosen.status, new URL(chosen.location ?? "", origin()).href]).toEqual([303, `${origin()}/`]);
});

it("what is no language of ours is not kept", async () => {
  const browser = new TestBrowser(origin());
  await browser.post("/language", { language: "xx\r\nSet-Cookie: a=b", to: "/" });
  expect([...browser.cookies.keys()]).toEqual([]);
});

import { openBrowser, type Browser, type Page } from "../../tests/printers/browser";
import type { MailServer } from "../../tests/support/mail-server";
import { days, fromNow, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { randomDigits, randomToken } from "@/lib/random";

/** Milliseconds of each page, by its step: what a person waits for after a tap, its redirect included. */
export type PageTimes = Map<string, number[]>;

/** A person with a browser that keeps cookies and runs no script. */
export type Visitor = { email: string; browser: Browser; ip: string };

/** Everybody has an address of their own, or limits would be measured. */
export function newVisitor(origin: string): Visitor {
  const ip = `10.${Number(randomDigits(6)) % 250}.${Number(randomDigits(6)) % 250}.${Number(randomDigits(6)) % 250}`;
  return { email: `bench-${randomDigits(12)}@example.org`, browser: openBrowser(origin, ip), ip };
}

async function timed(times: PageTimes, act: Promise<Page>): Promise<Page> {
  const before = performance.now();
  const page = await act;
  const name = page.step ?? "completion";
  times.set(name, [...(times.get(name) ?? []), performance.now() - before]);
  return page;
}

function expectStep(page: Page, step: string): Page {
  if (page.step !== step) throw new Error(`at ${page.step ?? page.status} instead of ${step}: ${page.url}`);
  return page;
}

/** Waits for the code that is mailed to somebody. */
export async function mailedCode(server: MailServer, email: string): Promise<string> {
  for (let look = 0; look < 3000; look++) {
    const mail = server.mails.find(({ to }) => [to ?? []].flat().some(({ text }) => text === email));
    const code = /^\d{6}/.exec(mail?.subject ?? "")?.[0];
    if (code) return code;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("no code was mailed");
}

const START = "/appportal/v1?appId=devtest";

/** From the start URL of an app to the first page behind the sign-in. */
export async function signIn(server: MailServer, { email, browser }: Visitor, times: PageTimes): Promise<Page> {
  const welcome = expectStep(await timed(times, browser.open(START)), "welcome");
  const account = expectStep(await timed(times, browser.press(welcome, "Get started")), "account");
  const verify = expectStep(await timed(times, browser.press(account, "Send code", { email })), "verify");
  const code = await mailedCode(server, email);
  return timed(times, browser.press(verify, "Verify", { code }));
}

/** A printer and perks for somebody who has signed in, as rows: linking is not what is measured. */
export async function giveAPrinter({ email }: Visitor): Promise<void> {
  const { id: ownerId } = await db().user.findUniqueOrThrow({ where: { email } });
  await db().entitlement.create({
    data: { userId: ownerId, source: "grant", startsAt: now(), endsAt: fromNow(days(30)) },
  });
  await db().printer.create({
    data: {
      publicId: randomToken(60).toUpperCase(),
      keyDigest: digest(randomToken(80)),
      octoKeyDigest: digest(randomToken(32)),
      platform: 2,
      networkAddress: "203.0.113.7",
      name: "Bench",
      ownerId,
      claimedAt: now(),
      firstSeenAt: now(),
      lastSeenAt: now(),
    },
  });
}

/** A returning person: welcome, consent, completion. */
export async function connectAgain({ browser }: Visitor, times: PageTimes): Promise<void> {
  const welcome = expectStep(await timed(times, browser.open(START)), "welcome");
  const consent = expectStep(await timed(times, browser.press(welcome, "Continue")), "authorize");
  const end = await timed(times, browser.press(consent, "Authorize"));
  if (new URL(end.url).searchParams.get("success") !== "true") throw new Error(`no completion: ${end.url}`);
}

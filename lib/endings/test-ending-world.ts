import { createHash } from "node:crypto";
import { getAccount, startSession, type Account } from "@/lib/accounts/account-store";
import { signInCode } from "@/lib/accounts/sign-in-code-store";
import { issueCode } from "@/lib/connections/authorization-code-store";
import { mintConnection, redeemConnection } from "@/lib/connections/mint-connection";
import { registerExchange } from "@/lib/connections/open-exchanges";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { createJourney } from "@/lib/journey/journey-store";
import { saveCode } from "@/lib/one-time-codes/one-time-code-store";
import { setupTokenToShow } from "@/lib/printers/setup/setup-token-store";
import { randomToken } from "@/lib/random";
import { findView, issueTicket, redeemTicket } from "@/lib/view/view-store";
import { someAccount, someApp, somePrinter } from "@/tests/support/world";

export const BROWSER = { address: "203.0.113.7", device: "Safari on iPhone" };
export const CODE = "123456";
const VERIFIER = "v".repeat(43);
const CHALLENGE = createHash("sha256").update(VERIFIER).digest("base64url");

export type Place = { browser: string; sessionId: string; token: string; codeJourney: string; setupToken: string };

/**
 * A person with two browsers. `own` is the one that acts. In the `web` view of an app a connection was given, something
 * runs on it, a code was mailed, the app has yet to redeem a code of its own, and another journey of that browser
 * stands at consent.
 */
export type World = {
  account: Account;
  own: Place;
  web: Place;
  appId: string;
  printer: { id: string; publicId: string };
  consentId: string;
  token: string;
  streamEnded: () => boolean;
  /** The printer's own page, opened in the app's browser. */
  page: { label: string; token: string };
  mintAgain: () => Promise<boolean>;
  redeem: () => Promise<boolean>;
};

async function place(account: Account): Promise<Place> {
  const browser = randomToken(43);
  const token = await startSession(account.id, BROWSER, { recentAuth: true, browserDigest: digest(browser) });
  const { id: sessionId } = await db().session.findUniqueOrThrow({ where: { sessionToken: digest(token) } });
  const codeJourney = await createJourney(browser, { goal: "app" });
  const setupJourney = await createJourney(browser, { goal: "printer", userId: account.id });
  const setupToken = await setupTokenToShow({ journeyId: setupJourney, userId: account.id });
  await saveCode(signInCode(codeJourney), { email: account.email, code: CODE });
  return { browser, sessionId, token, codeJourney, setupToken };
}

/** For tests: makes them. */
export async function makeWorld(): Promise<World> {
  const { id } = await someAccount();
  const account = (await getAccount(id)) as Account;
  const [own, web] = [await place(account), await place(account)];
  const [app, { printer }] = [await someApp(), await somePrinter({ ownerId: id })];
  const consent = async () => ({
    journeyId: await createJourney(web.browser, {
      goal: "app",
      appId: app.id,
      returnUrl: "http://localhost/",
      userId: id,
    }),
    userId: id,
    appId: app.id,
    printerId: printer.id,
    address: BROWSER.address,
    sessionId: web.sessionId,
  });
  const minted = await mintConnection(await consent());
  if (!minted.ok) throw new Error(minted.error);
  const { consentId } = await db().appConnection.findUniqueOrThrow({ where: { id: minted.id } });
  let ended = false;
  registerExchange(minted.id, () => (ended = true));
  const given = await issueCode(await consent(), CHALLENGE);
  if (!given.ok) throw new Error(given.error);
  const redemption = { code: given.code, verifier: VERIFIER, appId: app.id, address: BROWSER.address };
  const waiting = await consent();
  const way = await issueTicket({ publicId: printer.publicId, userId: id, sessionId: web.sessionId });
  const label = way?.label ?? "";
  const page = { label, token: (await redeemTicket(way?.ticket ?? "", label)) ?? "" };
  if (!(await findView(label, [page.token]))) throw new Error("the page is not open");
  return {
    account,
    own,
    web,
    appId: app.id,
    printer,
    consentId,
    token: minted.appApiToken,
    streamEnded: () => ended,
    page,
    mintAgain: async () => (await mintConnection(waiting)).ok,
    redeem: async () => (await redeemConnection(redemption)).ok,
  };
}

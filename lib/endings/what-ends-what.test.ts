import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { getAccount, replaceEmail, startSession, type Account } from "@/lib/accounts/account-store";
import { endSession, endThisBrowser, signOutOthers } from "@/lib/accounts/end-sessions-store";
import { add, newAuthenticator } from "@/lib/accounts/passkeys/test-passkeys";
import { changePassword } from "@/lib/accounts/password/change-password";
import { removeSecondFactor } from "@/lib/accounts/second-factor/second-factor-store";
import { signInCode } from "@/lib/accounts/sign-in-code-store";
import { signInWithCode } from "@/lib/accounts/sign-in-with-code";
import { now } from "@/lib/clock";
import { issueCode } from "@/lib/connections/authorization-code-store";
import { authenticateToken } from "@/lib/connections/authenticate-connection";
import { mintConnection, redeemConnection } from "@/lib/connections/mint-connection";
import { registerExchange } from "@/lib/connections/open-exchanges";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { deleteAccount } from "@/lib/endings/delete-account";
import { removePrinter } from "@/lib/endings/remove-printer";
import { revokeAccess } from "@/lib/endings/revoke-access";
import { createJourney } from "@/lib/journey/journey-store";
import { saveCode } from "@/lib/one-time-codes/one-time-code-store";
import { readSetupToken, setupTokenToShow } from "@/lib/printers/setup/setup-token-store";
import { randomToken } from "@/lib/random";
import { findView, issueTicket, redeemTicket } from "@/lib/view/view-store";
import { setUpDatabase } from "@/tests/support/database";
import { someAccount, someApp, somePrinter } from "@/tests/support/world";

const BROWSER = { address: "203.0.113.7", device: "Safari on iPhone" };
const CODE = "123456";
const VERIFIER = "v".repeat(43);
const CHALLENGE = createHash("sha256").update(VERIFIER).digest("base64url");

type Place = { browser: string; sessionId: string; token: string; codeJourney: string; setupToken: string };

/**
 * A person with two browsers. `own` is the one that acts. In the `web` view of an app a connection was given, something
 * runs on it, a code was mailed, the app has yet to redeem a code of its own, and another journey of that browser
 * stands at consent.
 */
type World = {
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

async function makeWorld(): Promise<World> {
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

const change = ({ account, own }: World) => ({
  userId: account.id,
  sessionId: own.sessionId,
  address: BROWSER.address,
});

const ALL = ["own", "other", "codes", "journeys", "unredeemed", "connections", "streams", "pages"] as const;

/**
 * As the page on security has it: the sign-in that acts, the app's, its code, what it could authorize, what it has yet
 * to redeem, what it has.
 */
type Ends = Record<(typeof ALL)[number], boolean>;
const ends = (...names: (keyof Ends)[]): Ends => {
  return Object.fromEntries(ALL.map((name) => [name, names.includes(name)])) as Ends;
};
const SIGN_INS = ends("other", "codes", "journeys", "unredeemed", "pages");
const GIVEN = ends("other", "codes", "journeys", "unredeemed", "connections", "streams", "pages");

const TABLE: { what: string; act: (world: World) => Promise<unknown>; ends: Ends }[] = [
  {
    what: "signing out in that browser",
    act: ({ web }) => endThisBrowser(web.token, web.browser),
    ends: SIGN_INS,
  },
  {
    what: "signing that device out from another",
    act: ({ account, web }) => endSession(account.id, web.sessionId),
    ends: SIGN_INS,
  },
  {
    what: "signing all other devices out",
    act: ({ account, own }) => signOutOthers(account.id, own.sessionId),
    ends: SIGN_INS,
  },
  {
    what: "a new password",
    act: (world) =>
      changePassword(world.account, change(world), { password: "my spool is orange today", current: undefined }),
    ends: SIGN_INS,
  },
  {
    what: "a passkey added, or removed",
    act: ({ account, own }) => add(account, own.sessionId, newAuthenticator()),
    ends: SIGN_INS,
  },
  {
    what: "a new second factor, or none any more",
    act: async (world) => {
      await db().secondFactor.create({ data: { userId: world.account.id, sealed: "x", confirmedAt: now() } });
      await removeSecondFactor(change(world));
    },
    ends: SIGN_INS,
  },
  {
    what: "a new address",
    act: (world) => replaceEmail(change(world), `new-${world.account.email}`),
    ends: SIGN_INS,
  },
  {
    what: "revoking the consent from another device",
    act: (world) => revokeAccess({ consentId: world.consentId }, change(world)),
    ends: GIVEN,
  },
  {
    what: "revoking everything of the app",
    act: (world) => revokeAccess({ appId: world.appId }, change(world)),
    ends: GIVEN,
  },
  {
    what: "revoking in the very sign-in that gave it",
    act: ({ account, web, consentId }) =>
      revokeAccess({ consentId }, { userId: account.id, sessionId: web.sessionId, address: BROWSER.address }),
    ends: ends("connections", "streams"),
  },
  {
    what: "removing the printer",
    act: ({ account, printer }) =>
      removePrinter({ publicId: printer.publicId, userId: account.id, address: BROWSER.address }),
    ends: ends("journeys", "unredeemed", "connections", "streams", "pages"),
  },
  {
    what: "deleting the account",
    act: async ({ account, own: { sessionId } }) => {
      await saveCode({ purpose: "delete", sessionId }, { email: account.email, code: CODE });
      await deleteAccount(account, { sessionId, code: CODE, address: BROWSER.address });
    },
    ends: ends(...ALL),
  },
];

const isSignedIn = async ({ sessionId }: Place) => (await db().session.count({ where: { id: sessionId } })) === 1;

async function whatEnded(world: World): Promise<Ends> {
  const { account, own, web, token, streamEnded, page, mintAgain, redeem } = world;
  const signIn = { journeyId: web.codeJourney, email: account.email, code: CODE, ...BROWSER };
  const [isOwn, isOther] = [await isSignedIn(own), await isSignedIn(web)];
  const connections = !(await authenticateToken(token)).ok;
  const unredeemed = !(await redeem());
  const journeys = !(await mintAgain());
  const redeemed = await signInWithCode(signIn);
  return {
    own: !isOwn,
    other: !isOther,
    codes: !(redeemed.ok && redeemed.account.id === account.id) && !(await readSetupToken(web.setupToken)),
    journeys,
    unredeemed,
    connections,
    streams: streamEnded(),
    pages: !(await findView(page.label, [page.token])),
  };
}

describe("what ends what", () => {
  setUpDatabase();

  it.each(TABLE)("$what", async ({ act, ends: expected }) => {
    const world = await makeWorld();
    await act(world);
    expect(await whatEnded(world)).toEqual(expected);
  });

  it("a redemption at the moment of a revocation comes before and ends with it, or is nothing", async () => {
    for (let round = 0; round < 8; round++) {
      const world = await makeWorld();
      await Promise.all([world.redeem(), revokeAccess({ appId: world.appId }, change(world))]);
      expect(await db().appConnection.count({ where: { appId: world.appId, revokedAt: null } })).toBe(0);
      expect(await world.redeem()).toBe(false);
    }
  });

  it("a mint at the moment of a revocation comes before and ends with it, or is nothing", async () => {
    for (let round = 0; round < 8; round++) {
      const world = await makeWorld();
      const [minted] = await Promise.all([world.mintAgain(), revokeAccess({ appId: world.appId }, change(world))]);
      const living = await db().appConnection.count({ where: { appId: world.appId, revokedAt: null } });
      expect([minted, living]).toEqual([minted, 0]);
      expect(await isSignedIn(world.web)).toBe(false);
    }
  });

  it("is the table of the page on security", () => {
    const page = readFileSync(path.join("docs", "security.md"), "utf8");
    const rows = [...page.matchAll(/^\| ([^|]+)((?: \| (?:ends|–)){8}) \|/gm)];
    expect(rows.map(([, what, cells]) => [what?.trim().toLowerCase(), ...(cells ?? "").split(" | ").slice(1)])).toEqual(
      TABLE.map(({ what, ends: ended }) => [what, ...ALL.map((name) => (ended[name] ? "ends" : "–"))]),
    );
  });
});

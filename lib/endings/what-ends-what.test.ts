import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { replaceEmail } from "@/lib/accounts/account-store";
import { endSession, endThisBrowser, signOutOthers } from "@/lib/accounts/end-sessions-store";
import { add, newAuthenticator } from "@/lib/accounts/passkeys/test-passkeys";
import { changePassword } from "@/lib/accounts/password/change-password";
import { removeSecondFactor } from "@/lib/accounts/second-factor/second-factor-store";
import { signInWithCode } from "@/lib/accounts/sign-in-with-code";
import { now } from "@/lib/clock";
import { authenticateToken } from "@/lib/connections/authenticate-connection";
import { db } from "@/lib/db/client";
import { deleteAccount } from "@/lib/endings/delete-account";
import { removePrinter } from "@/lib/endings/remove-printer";
import { revokeAccess } from "@/lib/endings/revoke-access";
import { BROWSER, CODE, makeWorld, type Place, type World } from "@/lib/endings/test-ending-world";
import { saveCode } from "@/lib/one-time-codes/one-time-code-store";
import { readSetupToken } from "@/lib/printers/setup/setup-token-store";
import { findView } from "@/lib/view/view-store";
import { setUpDatabase } from "@/tests/support/database";

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

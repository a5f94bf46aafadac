import { days, fromNow, minutes, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { mailNewSignIn } from "@/lib/mail/mail-new-sign-in";

/** As long as browsers keep the cookie. */
const KEPT_MS = days(400);
/** From a first code to the sign-in that it makes the account with. */
const NEW_MS = minutes(1);

/** A sign-in, and whether its browser signed in to the account before. `isNewAccount`: it was made just now. */
export type BrowserSignIn = {
  isKnown: boolean;
  isNewAccount: boolean;
  userId: string;
  browserDigest: string;
  email: string;
  device: string | null;
  address: string | null;
  at: Date;
};

/** What is known of a sign-in's browser. @param secret of its cookie @returns undefined when the sign-in has ended */
export async function browserOf(sessionToken: string, secret: string): Promise<BrowserSignIn | undefined> {
  const session = await db().session.findUnique({
    where: { sessionToken: digest(sessionToken) },
    include: { user: { select: { email: true, createdAt: true } } },
  });
  if (!session) return undefined;
  const { userId, device, address, createdAt: at, user } = session;
  const place = { userId, browserDigest: digest(secret) };
  const isKnown = (await db().knownBrowser.count({ where: place })) > 0;
  const isNewAccount = user.createdAt > fromNow(-NEW_MS);
  return { ...place, isKnown, isNewAccount, email: user.email, device, address, at };
}

/**
 * Remembers the browser of a sign-in. @param tells the owner hears by mail that it is new
 * @returns false when it was known, and nobody was told
 */
export async function rememberBrowser(signIn: BrowserSignIn, tells: boolean): Promise<boolean> {
  const { userId, browserDigest, email } = signIn;
  const place = { userId, browserDigest };
  return db().$transaction(async (tx) => {
    const made = await tx.knownBrowser.createMany({ data: { ...place, signedInAt: now() }, skipDuplicates: true });
    if (made.count === 0) await tx.knownBrowser.updateMany({ where: place, data: { signedInAt: now() } });
    else if (tells) await mailNewSignIn(tx, email, signIn);
    return made.count > 0;
  });
}

/** Forgets browsers whose cookie is gone by now. Run from time to time. */
export async function sweepKnownBrowsers(): Promise<void> {
  await db().knownBrowser.deleteMany({ where: { signedInAt: { lt: fromNow(-KEPT_MS) } } });
}

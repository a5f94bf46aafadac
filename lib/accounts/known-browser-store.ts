import { days, fromNow, minutes, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";

/** As long as browsers keep the cookie. */
const KEPT_MS = days(400);
/** From a first code to the sign-in that it makes the account with. */
const NEW_MS = minutes(1);

/** A sign-in, and whether its browser signed in to the account before. `isNewAccount`: it was made just now. */
export type BrowserSignIn = {
  isKnown: boolean;
  isNewAccount: boolean;
  userId: string;
  email: string;
  device: string | null;
  address: string | null;
  at: Date;
};

/** Remembers the browser of a sign-in. @param secret of its cookie @returns undefined when the sign-in has ended */
export async function rememberBrowser(sessionToken: string, secret: string): Promise<BrowserSignIn | undefined> {
  const session = await db().session.findUnique({
    where: { sessionToken: digest(sessionToken) },
    include: { user: { select: { email: true, createdAt: true } } },
  });
  if (!session) return undefined;
  const { userId, device, address, createdAt: at, user } = session;
  const place = { userId, browserDigest: digest(secret) };
  const made = await db().knownBrowser.createMany({ data: { ...place, signedInAt: now() }, skipDuplicates: true });
  const isKnown = made.count === 0;
  if (isKnown) await db().knownBrowser.updateMany({ where: place, data: { signedInAt: now() } });
  return { isKnown, isNewAccount: user.createdAt > fromNow(-NEW_MS), userId, email: user.email, device, address, at };
}

/** Forgets browsers whose cookie is gone by now. Run from time to time. */
export async function sweepKnownBrowsers(): Promise<void> {
  await db().knownBrowser.deleteMany({ where: { signedInAt: { lt: fromNow(-KEPT_MS) } } });
}

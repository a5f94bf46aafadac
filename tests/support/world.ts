import { days, fromNow, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { randomDigits, randomToken } from "@/lib/random";

/** For tests: an account. */
export async function someAccount(change: { supporter?: boolean } = {}) {
  const user = await db().user.create({
    data: { email: `person-${randomDigits(9)}@example.org`, name: "Robin", emailVerified: now() },
  });
  if (change.supporter ?? true)
    await db().entitlement.create({
      data: { userId: user.id, source: "grant", startsAt: now(), endsAt: fromNow(days(30)) },
    });
  return user;
}

/** For tests: a printer that is online. @returns its row and the octo_key it proves itself with */
export async function somePrinter(change: { ownerId?: string; name?: string; networkAddress?: string } = {}) {
  const octoKey = randomToken(32);
  const printer = await db().printer.create({
    data: {
      publicId: randomToken(60).toUpperCase(),
      keyDigest: digest(randomToken(80)),
      octoKeyDigest: digest(octoKey),
      platform: 1,
      lanIp: "192.168.1.20",
      lanHttpPort: 80,
      networkAddress: "203.0.113.7",
      firstSeenAt: now(),
      onlineSince: now(),
      lastSeenAt: now(),
      lastConnectedAt: now(),
      linkId: randomToken(22),
      ...(change.ownerId && { name: "Voron", claimedAt: now() }),
      ...change,
    },
  });
  return { printer, octoKey };
}

/** For tests: a registered app. */
export async function someApp(change: { enabled?: boolean; development?: boolean } = {}) {
  return db().app.create({ data: { id: `app${randomDigits(9)}`, name: "Some App", ...change } });
}

import { db } from "@/lib/db/client";
import { payerOf } from "@/lib/supporters/checkout/payer-store";

const readAccount = (userId: string) =>
  db().user.findUniqueOrThrow({
    where: { id: userId },
    include: {
      secondFactor: true,
      recoveryKeys: true,
      linkedIdentities: true,
      passkeys: true,
      sessions: true,
      knownBrowsers: true,
      entitlements: true,
      checkouts: true,
      perksNotices: true,
    },
  });

type StoredAccount = Awaited<ReturnType<typeof readAccount>>;

/** Of credentials only that they are there: their digests are of no use to anybody. */
const describeAccount = (user: StoredAccount) => ({
  account: {
    id: user.id,
    email: user.email,
    emailVerified: user.emailVerified,
    name: user.name,
    locale: user.locale,
    createdAt: user.createdAt,
    termsAcceptedAt: user.termsAcceptedAt,
  },
  signIn: {
    hasPassword: user.passwordHash !== null,
    secondFactorSince: user.secondFactor?.confirmedAt ?? null,
    recoveryKeysLeft: user.recoveryKeys.filter((key) => key.usedAt === null).length,
    linkedIdentities: user.linkedIdentities.map(({ provider, subject, createdAt }) => ({
      provider,
      subject,
      createdAt,
    })),
    passkeys: user.passkeys.map(({ device, createdAt, lastUsedAt }) => ({ device, createdAt, lastUsedAt })),
  },
  knownBrowsers: user.knownBrowsers.map(({ signedInAt }) => ({ signedInAt })),
  devices: user.sessions.map(({ device, address, createdAt, lastSeenAt, expires }) => ({
    device,
    address,
    createdAt,
    lastSeenAt,
    expires,
  })),
});

async function exportPrinters(userId: string): Promise<object[]> {
  const printers = await db().printer.findMany({ where: { ownerId: userId }, include: { offlineMail: true } });
  return printers.map(
    ({
      publicId,
      name,
      platform,
      pluginVersion,
      lanIp,
      networkAddress,
      claimedAt,
      firstSeenAt,
      lastSeenAt,
      offlineMail,
    }) => ({
      publicId,
      name,
      platform,
      pluginVersion,
      lanIp,
      networkAddress,
      claimedAt,
      firstSeenAt,
      lastSeenAt,
      offlineMail: offlineMail && { since: offlineMail.createdAt, latest: offlineMail.toldAt },
    }),
  );
}

async function exportConnectedApps(userId: string): Promise<object[]> {
  const consents = await db().consent.findMany({
    where: { userId },
    include: { app: { select: { name: true } }, connections: true },
    orderBy: { createdAt: "asc" },
  });
  return consents.map((consent) => ({
    app: consent.app.name,
    authorizedAt: consent.createdAt,
    endsAt: consent.expiresAt,
    octoPrintKeyName: consent.keyName,
    connections: consent.connections.map(
      ({ id, createdAt, lastUsedAt, lastUsedFrom, lastUsedBy, revokedAt, revokedReason }) => ({
        id,
        createdAt,
        lastUsedAt,
        lastUsedFrom,
        lastUsedBy,
        revokedAt,
        revokedReason,
      }),
    ),
  }));
}

async function exportSupporter(user: StoredAccount): Promise<object> {
  const subscriptions = await db().subscription.findMany({ where: { userId: user.id } });
  return {
    perks: user.entitlements.map(({ source, reason, startsAt, endsAt, renews, revokedAt }) => ({
      source,
      reason,
      startsAt,
      endsAt,
      renews,
      revokedAt,
    })),
    customerId: (await payerOf(user.id)) ?? null,
    subscriptions: subscriptions.map(({ id, status, interval, currentPeriodEnd, cancelAtEnd }) => ({
      id,
      status,
      interval,
      currentPeriodEnd,
      cancelAtEnd,
    })),
    checkouts: user.checkouts.map(({ createdAt, returnedAt }) => ({ createdAt, returnedAt })),
    mails: user.perksNotices.map(({ kind, endsAt, sentAt }) => ({ kind, endsAt, sentAt })),
  };
}

async function exportJourneys(userId: string): Promise<object[]> {
  const journeys = await db().journey.findMany({ where: { userId }, orderBy: { createdAt: "asc" } });
  return journeys.map(({ appId, email, createdAt, lastSeenAt, endedReason }) => ({
    appId,
    email,
    createdAt,
    lastSeenAt,
    endedReason,
  }));
}

async function exportActivity(userId: string): Promise<object[]> {
  const activity = await db().auditLogEntry.findMany({ where: { userId }, orderBy: { at: "asc" } });
  return activity.map(({ at, kind, appId, connectionId, address, detail, times }) => ({
    at,
    kind,
    appId,
    connectionId,
    address,
    detail,
    times,
  }));
}

/** Everything that is kept about a person, for themselves (GDPR article 15 and 20). */
export async function exportAccount(userId: string): Promise<object> {
  const user = await readAccount(userId);
  const [printers, connectedApps, supporter, journeys, activity] = await Promise.all([
    exportPrinters(userId),
    exportConnectedApps(userId),
    exportSupporter(user),
    exportJourneys(userId),
    exportActivity(userId),
  ]);
  return { ...describeAccount(user), printers, connectedApps, supporter, journeys, activity };
}

import { db } from "@/lib/db/client";
import { payerOf } from "@/lib/supporters/checkout/payer-store";

/**
 * Everything that is kept about a person, for themselves (GDPR article 15 and 20). Of credentials only that they are
 * there: their digests are of no use to anybody.
 */
export async function exportAccount(userId: string): Promise<object> {
  const user = await db().user.findUniqueOrThrow({
    where: { id: userId },
    include: {
      secondFactor: true,
      recoveryKeys: true,
      outsideAccounts: true,
      sessions: true,
      entitlements: true,
      checkouts: true,
      perksNotices: true,
    },
  });
  const [printers, consents, subscriptions, auditLog, journeys] = await Promise.all([
    db().printer.findMany({ where: { ownerId: userId } }),
    db().consent.findMany({
      where: { userId },
      include: { app: { select: { name: true } }, connections: true },
      orderBy: { createdAt: "asc" },
    }),
    db().subscription.findMany({ where: { userId } }),
    db().auditLogEntry.findMany({ where: { userId }, orderBy: { at: "asc" } }),
    db().portalSession.findMany({ where: { userId }, orderBy: { createdAt: "asc" } }),
  ]);
  return {
    account: {
      id: user.id,
      email: user.email,
      emailVerified: user.emailVerified,
      name: user.name,
      createdAt: user.createdAt,
      termsAcceptedAt: user.termsAcceptedAt,
    },
    signIn: {
      hasPassword: user.passwordHash !== null,
      secondStepSince: user.secondFactor?.confirmedAt ?? null,
      recoveryKeysLeft: user.recoveryKeys.filter((key) => key.usedAt === null).length,
      joined: user.outsideAccounts.map(({ provider, subject, createdAt }) => ({ provider, subject, createdAt })),
    },
    devices: user.sessions.map(({ device, address, createdAt, lastSeenAt, expires }) => ({
      device,
      address,
      createdAt,
      lastSeenAt,
      expires,
    })),
    printers: printers.map(
      ({ publicId, name, platform, pluginVersion, lanIp, networkAddress, claimedAt, firstSeenAt, lastSeenAt }) => ({
        printerId: publicId,
        name,
        platform,
        pluginVersion,
        lanIp,
        networkAddress,
        claimedAt,
        firstSeenAt,
        lastSeenAt,
      }),
    ),
    connectedApps: consents.map((consent) => ({
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
    })),
    supporter: {
      perks: user.entitlements.map(({ source, reason, startsAt, endsAt, renews, revokedAt }) => ({
        source,
        reason,
        startsAt,
        endsAt,
        renews,
        revokedAt,
      })),
      customerId: (await payerOf(userId)) ?? null,
      subscriptions: subscriptions.map(({ id, status, interval, currentPeriodEnd, cancelAtEnd }) => ({
        id,
        status,
        interval,
        currentPeriodEnd,
        cancelAtEnd,
      })),
      checkouts: user.checkouts.map(({ createdAt, returnedAt }) => ({ createdAt, returnedAt })),
      mails: user.perksNotices.map(({ kind, endsAt, sentAt }) => ({ kind, endsAt, sentAt })),
    },
    journeys: journeys.map(({ appId, email, createdAt, lastSeenAt, endedReason }) => ({
      appId,
      email,
      createdAt,
      lastSeenAt,
      endedReason,
    })),
    activity: auditLog.map(({ at, kind, appId, connectionId, address, detail }) => ({
      at,
      kind,
      appId,
      connectionId,
      address,
      detail,
    })),
  };
}

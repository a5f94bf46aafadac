import { expect } from "vitest";
import { days, fromNow, now } from "@/lib/clock";
import { answerConnectionInfo } from "@/lib/connections/answer-connection-info";
import { usableConnections } from "@/lib/connections/connection-store";
import { mintConnection } from "@/lib/connections/mint-connection";
import { db } from "@/lib/db/client";
import { randomToken } from "@/lib/random";
import { grantPerks } from "@/lib/supporters/entitlement-store";
import { mailsTo } from "@/tests/support/mails";
import { someAccount, someApp, somePrinter } from "@/tests/support/world";

/** A supporter whose app has a connection. */
export async function someConnected(endsAt = fromNow(days(30))) {
  const user = await someAccount({ supporter: false });
  await grantPerks({ userId: user.id, endsAt, reason: undefined });
  const { printer } = await somePrinter({ ownerId: user.id });
  const app = await someApp();
  const journeyId = randomToken(32);
  await db().journey.create({
    data: {
      id: journeyId,
      browserDigest: "x",
      goal: "app",
      appId: app.id,
      userId: user.id,
      returnUrl: "http://localhost/",
      createdAt: now(),
      lastSeenAt: now(),
    },
  });
  const minted = await mintConnection({
    journeyId,
    userId: user.id,
    appId: app.id,
    printerId: printer.id,
    address: "203.0.113.9",
  });
  if (!minted.ok) throw new Error(minted.error);
  const status = async () => {
    const usable = (await usableConnections([minted.id])).has(minted.id);
    const answer = await answerConnectionInfo({
      method: "GET",
      path: "/api/appconnection/info",
      query: new URLSearchParams(),
      headers: { apptoken: minted.appApiToken },
      body: Buffer.alloc(0),
      address: `203.0.113.${Math.floor(Math.random() * 250)}`,
      relayLabel: undefined,
    });
    expect(usable).toBe(answer.status === 200);
    return answer.status;
  };
  const subjects = async () => (await mailsTo(user.email)).map((mail) => mail.subject).reverse();
  const auditLog = async () =>
    (
      await db().auditLogEntry.findMany({
        where: { userId: user.id, kind: { in: ["perks_paused", "perks_back"] } },
        orderBy: { at: "asc" },
      })
    ).map(({ kind }) => kind);
  const suspended = async () => (await db().user.findUniqueOrThrow({ where: { id: user.id } })).suspendedAt !== null;
  return { user, status, subjects, auditLog, suspended };
}

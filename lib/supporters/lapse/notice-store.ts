import { days, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { ENDING_MS, STALE_MS, type Notice } from "@/lib/supporters/lapse/notices-due";

/** Accounts that a mail may be due to: their perks are near an end, or they were told of one. */
export async function accountsNearAnEnd(): Promise<{ id: string; email: string; toldPaused: boolean }[]> {
  const time = now().getTime();
  const window = { gt: new Date(time - STALE_MS - days(env().payments.graceDays)), lte: new Date(time + ENDING_MS) };
  const rows = await db().user.findMany({
    where: {
      OR: [
        { entitlements: { some: { OR: [{ endsAt: window }, { revokedAt: window }] } } },
        { perksNotices: { some: { kind: "paused" } } },
      ],
    },
    select: {
      id: true,
      email: true,
      perksNotices: {
        where: { kind: { in: ["paused", "back"] } },
        orderBy: { sentAt: "desc" },
        take: 1,
        select: { kind: true },
      },
    },
  });
  return rows.map(({ id, email, perksNotices }) => ({ id, email, toldPaused: perksNotices[0]?.kind === "paused" }));
}

const row = (userId: string, { kind, endsAt }: Notice) => ({ userId, kind, endsAt });

/** Claims a mail. @returns false when it was sent, or is being sent by another server */
export async function claimNotice(userId: string, notice: Notice): Promise<boolean> {
  const { count } = await db().perksNotice.createMany({
    data: { ...row(userId, notice), sentAt: now() },
    skipDuplicates: true,
  });
  return count === 1;
}

/** Gives a claim back: the mail could not be sent. */
export async function returnNotice(userId: string, notice: Notice): Promise<void> {
  await db().perksNotice.deleteMany({ where: row(userId, notice) });
}

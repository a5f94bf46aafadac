import { now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { mailPerks } from "@/lib/mail/mail-perks";
import type { Notice } from "@/lib/supporters/lapse/notices-due";

/** Whether an account was told that its apps are paused, and not yet that they work again. */
export async function wasToldOfPause(userId: string): Promise<boolean> {
  const latest = await db().perksNotice.findFirst({
    where: { userId, kind: { in: ["paused", "back"] } },
    orderBy: { sentAt: "desc" },
    select: { kind: true },
  });
  return latest?.kind === "paused";
}

/** Mails a notice, each once, whatever number of servers does it. */
export async function tellOnce(userId: string, notice: Notice): Promise<void> {
  const { kind, endsAt } = notice;
  await db().$transaction(async (tx) => {
    const { count } = await tx.perksNotice.createMany({
      data: { userId, kind, endsAt, sentAt: now() },
      skipDuplicates: true,
    });
    const owner = count > 0 && (await tx.user.findUnique({ where: { id: userId }, select: { email: true } }));
    if (owner) await mailPerks(tx, owner.email, notice);
  });
}

import { env } from "@/lib/env";
import { notice } from "@/lib/mail/queued-mail-store";
import { onDate } from "@/lib/messages/calendar-date";
import { t } from "@/lib/messages/messages";
import type { Notice } from "@/lib/supporters/lapse/notices-due";

/** Tells a person about the state of their Supporter Perks, and where to change that after signing in. */
export const mailPerks = notice("perks", (due: Notice) => {
  const dates = {
    date: onDate(due.endsAt),
    until: onDate("until" in due ? due.until : due.endsAt),
    service: env().serviceName,
  };
  const key = `mail.perks.${due.kind}` as const;
  const button = { label: t("mail.perks.button"), url: `${env().portalUrl}/account/supporter` };
  return {
    subject: t(`${key}.subject`, dates),
    thread: due.kind === "back" ? "fused" : due.kind === "paused" ? "snapped" : "laid",
    parts: [t(`${key}.lead`, dates), t(`${key}.apps`, dates)],
    ...(due.kind !== "back" && { button, small: [t("mail.perks.where")] }),
  };
});

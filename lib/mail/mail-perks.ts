import { env } from "@/lib/env";
import { composeMail } from "@/lib/mail/compose-mail";
import { inTheirLanguage } from "@/lib/mail/mail-language-store";
import { sendMail } from "@/lib/mail/send-mail";
import { onDate } from "@/lib/messages/calendar-date";
import { t } from "@/lib/messages/messages";
import type { Notice } from "@/lib/supporters/lapse/notices-due";

/**
 * Tells a person about the state of their Supporter Perks, and where to change that after signing in.
 * @returns as {@link sendMail}
 */
export const mailPerks = inTheirLanguage((to: string, notice: Notice) => {
  const dates = {
    date: onDate(notice.endsAt),
    until: onDate("until" in notice ? notice.until : notice.endsAt),
    service: env().serviceName,
  };
  const key = `mail.perks.${notice.kind}` as const;
  const button = { label: t("mail.perks.button"), url: `${env().portalUrl}/account/supporter` };
  return sendMail(
    composeMail(to, {
      subject: t(`${key}.subject`, dates),
      thread: notice.kind === "back" ? "fused" : notice.kind === "paused" ? "snapped" : "laid",
      parts: [t(`${key}.lead`, dates), t(`${key}.apps`, dates)],
      ...(notice.kind !== "back" && { button, small: [t("mail.perks.where")] }),
    }),
  );
});

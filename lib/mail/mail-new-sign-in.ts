import { env } from "@/lib/env";
import { notice } from "@/lib/mail/queued-mail-store";
import { atTime } from "@/lib/messages/calendar-date";
import { t } from "@/lib/messages/messages";

/**
 * Tells an owner that somebody signed in with a browser that did not before (ASVS 6.3.5).
 * @param signIn.address where from, as it was seen: whereabouts that is in the world we do not know
 */
export const mailNewSignIn = notice(
  "new sign-in",
  ({ device, address, at }: { device: string | null; address: string | null; at: Date }) => {
    const { serviceName: service, portalUrl } = env();
    return {
      subject: t("mail.signIn.subject", { service }),
      thread: "fused",
      parts: [
        t("mail.signIn.lead", { service }),
        {
          facts: [
            [t("mail.signIn.device"), device ?? t("devices.unknown")],
            [t("mail.signIn.when"), atTime(at)],
            ...(address ? [[t("mail.signIn.from"), address] as [string, string]] : []),
          ],
        },
        t("mail.signIn.yes"),
      ],
      button: { label: t("mail.notice.button"), url: `${portalUrl}/account/security`, quiet: true },
      small: [t("mail.notice.not")],
    };
  },
);

import { env } from "@/lib/env";
import { notice } from "@/lib/mail/queued-mail-store";
import { atTime } from "@/lib/messages/calendar-date";
import { t } from "@/lib/messages/messages";

type Gone = { publicId: string; name: string; lastSeenAt: Date };

/**
 * Tells an owner who asked for it that printers went offline, since when, and where such mails are turned off.
 * @param printers one at least
 */
export const mailOffline = notice("offline", (printers: Gone[]) => {
  const { serviceName: service, portalUrl } = env();
  const [first, ...others] = printers as [Gone, ...Gone[]];
  const setting = `${portalUrl}/account/printers/${first.publicId}#emails`;
  const isOne = others.length === 0;
  return {
    subject: isOne
      ? t("mail.offline.subject", { printer: first.name })
      : t("mail.offline.subjectMany", { count: printers.length, service }),
    thread: "snapped",
    parts: [
      isOne
        ? t("mail.offline.lead", { printer: first.name, service, when: atTime(first.lastSeenAt) })
        : t("mail.offline.leadMany", { service }),
      ...(isOne
        ? []
        : [
            {
              facts: printers.map(({ name, lastSeenAt }): [string, string] => [
                name,
                t("mail.offline.since", { when: atTime(lastSeenAt) }),
              ]),
            },
          ]),
      t("mail.offline.check"),
    ],
    button: isOne
      ? { label: t("mail.offline.button"), url: `${portalUrl}/view/${first.publicId}` }
      : { label: t("mail.offline.buttonMany"), url: `${portalUrl}/account` },
    small: [t("mail.offline.stop", { url: isOne ? setting : `${portalUrl}/account/printers` })],
    unsubscribe: isOne ? setting : `${portalUrl}/account/printers`,
  };
});

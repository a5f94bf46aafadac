import { now } from "@/lib/clock";
import { composeMail } from "@/lib/mail/compose-mail";
import { inTheirLanguage } from "@/lib/mail/mail-language-store";
import { sendMail } from "@/lib/mail/send-mail";
import { atTime, onDate } from "@/lib/messages/calendar-date";
import { t } from "@/lib/messages/messages";

/** Tells the owner that an app was authorized, until when, and where to take it back. @returns as {@link sendMail} */
export const mailConnected = inTheirLanguage(
  (
    to: string,
    { app, printer, printerUrl, endsAt }: { app: string; printer: string; printerUrl: string; endsAt: Date | null },
  ) => {
    return sendMail(
      composeMail(to, {
        subject: t("mail.connected.subject", { app, printer }),
        thread: "fused",
        parts: [
          endsAt ? t("mail.connected.rightsUntil", { date: onDate(endsAt) }) : t("mail.connected.rights"),
          {
            facts: [
              [t("mail.connected.app"), app],
              [t("mail.connected.printer"), printer],
              [t("mail.connected.when"), atTime(now())],
            ],
          },
        ],
        button: { label: t("mail.connected.button"), url: printerUrl, quiet: true },
        small: [t("mail.connected.not")],
      }),
    );
  },
);

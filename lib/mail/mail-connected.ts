import { env } from "@/lib/env";
import { composeMail } from "@/lib/mail/compose-mail";
import { inTheirLanguage } from "@/lib/mail/mail-language-store";
import { sendMail } from "@/lib/mail/send-mail";
import { onDate } from "@/lib/messages/calendar-date";
import { t } from "@/lib/messages/messages";

/** Tells the owner that an app was authorized, until when, and where to take it back. @returns as {@link sendMail} */
export const mailConnected = inTheirLanguage(
  (
    to: string,
    { app, printer, printerUrl, endsAt }: { app: string; printer: string; printerUrl: string; endsAt: Date | null },
  ) => {
    const { supportUrl } = env();
    return sendMail(
      composeMail(to, t("mail.connected.subject", { app, printer }), [
        t("mail.connected.lead", { app, printer }),
        endsAt ? t("mail.connected.rightsUntil", { date: onDate(endsAt) }) : t("mail.connected.rights"),
        printerUrl,
        t("mail.connected.not"),
        ...(supportUrl ? [t("mail.connected.support", { url: supportUrl })] : []),
      ]),
    );
  },
);

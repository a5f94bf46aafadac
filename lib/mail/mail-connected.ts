import { now } from "@/lib/clock";
import { notice } from "@/lib/mail/queued-mail-store";
import { atTime, onDate } from "@/lib/messages/calendar-date";
import { t } from "@/lib/messages/messages";

/** What is connected, by name, and until when; null: without an end. */
export type ConnectedMail = { app: string; printer: string; printerUrl: string; endsAt: Date | null };

/** Tells the owner that an app was authorized, until when, and where to take it back. */
export const mailConnected = notice("connected", ({ app, printer, printerUrl, endsAt }: ConnectedMail) => ({
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
}));

import { env } from "@/lib/env";
import { awaited } from "@/lib/mail/queued-mail-store";
import { t } from "@/lib/messages/messages";

/** Mails a sign-in code. The code is in the subject too, so that a notification is enough. */
export const mailCode = awaited("sign-in code", (code: string) => ({
  subject: t("mail.code.subject", { code, service: env().serviceName }),
  heading: t("mail.code.heading"),
  thread: "laid",
  parts: [{ code }, `${t("mail.code.lifetime")} ${t("mail.code.lead")}`],
  small: [t("mail.code.not")],
}));

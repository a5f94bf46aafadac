import { env } from "@/lib/env";
import { composeMail } from "@/lib/mail/compose-mail";
import { inTheirLanguage } from "@/lib/mail/mail-language-store";
import { sendMail } from "@/lib/mail/send-mail";
import { t } from "@/lib/messages/messages";

/**
 * Mails a sign-in code. The code is in the subject too, so that a notification is enough.
 * @returns as {@link sendMail}
 */
export const mailCode = inTheirLanguage((to: string, code: string) => {
  const subject = t("mail.code.subject", { code, service: env().serviceName });
  return sendMail(
    composeMail(to, {
      subject,
      heading: t("mail.code.heading"),
      thread: "laid",
      parts: [{ code }, `${t("mail.code.lifetime")} ${t("mail.code.lead")}`],
      small: [t("mail.code.not")],
    }),
  );
});

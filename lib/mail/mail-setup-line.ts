import { env } from "@/lib/env";
import { composeMail } from "@/lib/mail/compose-mail";
import { inTheirLanguage } from "@/lib/mail/mail-language-store";
import { sendMail } from "@/lib/mail/send-mail";
import { t } from "@/lib/messages/messages";

/**
 * Mails the line for the computer beside a printer to who asked for it.
 *
 * @param line without a token: a mail stays
 * @returns as {@link sendMail}
 */
export const mailSetupLine = inTheirLanguage((to: string, line: string) => {
  const { serviceName: service, portalUrl } = env();
  return sendMail(
    composeMail(to, {
      subject: t("mail.setupLine.subject", { service }),
      thread: "laid",
      parts: [t("mail.setupLine.lead"), { line }, t("mail.setupLine.code"), t("mail.setupLine.more")],
      button: { label: t("mail.setupLine.button"), url: `${portalUrl}/setup` },
    }),
  );
});

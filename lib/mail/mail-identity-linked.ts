import { env } from "@/lib/env";
import { composeMail } from "@/lib/mail/compose-mail";
import { inTheirLanguage } from "@/lib/mail/mail-language-store";
import { sendMail } from "@/lib/mail/send-mail";
import { t } from "@/lib/messages/messages";

/**
 * Tells the owner that another way to sign in was added (ASVS 6.3.7).
 * @param provider its name
 * @returns as {@link sendMail}
 */
export const mailIdentityLinked = inTheirLanguage((to: string, provider: string) => {
  const { portalUrl, serviceName: service } = env();
  const url = `${portalUrl}/account/security`;
  return sendMail(
    composeMail(to, {
      subject: t("mail.identity.subject", { provider, service }),
      thread: "fused",
      parts: [t("mail.identity.lead", { provider, service })],
      button: { label: t("mail.notice.button"), url, quiet: true },
      small: [t("mail.identity.not")],
    }),
  );
});

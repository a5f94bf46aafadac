import { env } from "@/lib/env";
import { notice } from "@/lib/mail/queued-mail-store";
import { t } from "@/lib/messages/messages";

/** Tells the owner that another way to sign in was added (ASVS 6.3.7). @param provider its name */
export const mailIdentityLinked = notice("identity linked", (provider: string) => {
  const { portalUrl, serviceName: service } = env();
  return {
    subject: t("mail.identity.subject", { provider, service }),
    thread: "fused",
    parts: [t("mail.identity.lead", { provider, service })],
    button: { label: t("mail.notice.button"), url: `${portalUrl}/account/security`, quiet: true },
    small: [t("mail.identity.not")],
  };
});

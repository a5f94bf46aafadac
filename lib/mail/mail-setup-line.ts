import { env } from "@/lib/env";
import { awaited } from "@/lib/mail/queued-mail-store";
import { t } from "@/lib/messages/messages";

/**
 * Mails the line for the computer beside a printer to who asked for it. @param line without a token: a mail stays
 */
export const mailSetupLine = awaited("setup line", (line: string) => {
  const { serviceName: service, portalUrl } = env();
  return {
    subject: t("mail.setupLine.subject", { service }),
    thread: "laid",
    parts: [t("mail.setupLine.lead"), { line }, t("mail.setupLine.code"), t("mail.setupLine.more")],
    button: { label: t("mail.setupLine.button"), url: `${portalUrl}/setup` },
  };
});

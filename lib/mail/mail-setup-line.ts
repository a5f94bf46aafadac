import { env } from "@/lib/env";
import { composeMail } from "@/lib/mail/compose-mail";
import { sendMail } from "@/lib/mail/send-mail";
import { t } from "@/lib/messages/messages";
import { setupLine } from "@/lib/printers/setup/setup-line";

/**
 * Mails the line for the computer beside a printer to who asked for it. It carries nothing of theirs: a mail stays.
 * @returns as {@link sendMail}
 */
export function mailSetupLine(to: string) {
  const { serviceName: service, portalUrl } = env();
  return sendMail(
    composeMail(to, t("mail.setupLine.subject", { service }), [
      t("mail.setupLine.lead"),
      setupLine(),
      t("mail.setupLine.code", { service }),
      t("mail.setupLine.more"),
      `${portalUrl}/setup`,
    ]),
  );
}

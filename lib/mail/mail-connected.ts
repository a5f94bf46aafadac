import { env } from "@/lib/env";
import { composeMail } from "@/lib/mail/compose-mail";
import { sendMail } from "@/lib/mail/send-mail";
import { t } from "@/lib/messages/messages";

/** Tells the owner that an app was authorized. @returns as {@link sendMail} */
export function mailConnected(to: string, app: string, printer: string) {
  const { supportUrl } = env();
  return sendMail(
    composeMail(to, t("mail.connected.subject", { app, printer }), [
      t("mail.connected.lead", { app, printer }),
      t("mail.connected.rights"),
      t("mail.connected.not"),
      ...(supportUrl ? [t("mail.connected.support", { url: supportUrl })] : []),
    ]),
  );
}

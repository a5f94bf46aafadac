import { env } from "@/lib/env";
import { composeMail } from "@/lib/mail/compose-mail";
import { inTheirLanguage } from "@/lib/mail/mail-language-store";
import { sendMail } from "@/lib/mail/send-mail";
import { t } from "@/lib/messages/messages";

/** Mails a code to a signed-in person, and says what it is for. @returns as {@link sendMail} */
export const mailAccountCode = inTheirLanguage(
  (
    to: string,
    { code, purpose }: { code: string; purpose: "reauthenticate" | "delete" | "email_old" | "email_new" },
  ) => {
    const service = env().serviceName;
    const subject = t(`mail.accountCode.${purpose}.subject`, { code, service });
    return sendMail(
      composeMail(to, {
        subject,
        heading: t(`mail.accountCode.${purpose}.heading`),
        thread: "laid",
        parts: [t(`mail.accountCode.${purpose}.lead`, { service }), { code }, t("mail.code.lifetime")],
        small: [t(purpose === "email_new" ? "mail.accountCode.notNew" : "mail.accountCode.not")],
      }),
    );
  },
);

import { env } from "@/lib/env";
import { awaited } from "@/lib/mail/queued-mail-store";
import { t } from "@/lib/messages/messages";

/** Mails a code to a signed-in person, and says what it is for. */
export const mailAccountCode = awaited(
  "account code",
  ({ code, purpose }: { code: string; purpose: "reauthenticate" | "delete" | "email_old" | "email_new" }) => {
    const service = env().serviceName;
    return {
      subject: t(`mail.accountCode.${purpose}.subject`, { code, service }),
      heading: t(`mail.accountCode.${purpose}.heading`),
      thread: "laid",
      parts: [t(`mail.accountCode.${purpose}.lead`, { service }), { code }, t("mail.code.lifetime")],
      small: [t(purpose === "email_new" ? "mail.accountCode.notNew" : "mail.accountCode.not")],
    };
  },
);

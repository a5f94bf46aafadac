import { env } from "@/lib/env";
import { composeMail } from "@/lib/mail/compose-mail";
import { inTheirLanguage } from "@/lib/mail/mail-language-store";
import { sendMail } from "@/lib/mail/send-mail";
import { t } from "@/lib/messages/messages";

/** What an owner is told about by mail, without being asked anything. */
export type Notice =
  | "passwordChanged"
  | "secondFactorOn"
  | "secondFactorOff"
  | "secondFactorGuessed"
  | "recoveryKeyUsed"
  | "recoveryKeysMade"
  | "passkeyAdded"
  | "passkeyRemoved"
  | "passkeyCopied"
  | "emailChanged"
  | "emailChangedOld"
  | "emailInUse"
  | "accountDeleted";

/**
 * Tells an owner that something about the account was changed, so that they hear of it when it was not them (ASVS
 * 6.3.7).
 * @param values for the sentences @returns as {@link sendMail}
 */
export const mailNotice = inTheirLanguage(
  (to: string, notice: Notice, values: { left?: number; email?: string } = {}) => {
    const { serviceName: service, portalUrl } = env();
    const all = { service, left: values.left ?? 0, email: values.email ?? "" };
    const goesOn = !["accountDeleted", "emailInUse", "emailChangedOld"].includes(notice);
    const isEnd = notice === "accountDeleted" || notice === "emailChangedOld";
    return sendMail(
      composeMail(to, {
        subject: t(`mail.notice.${notice}.subject`, all),
        thread: isEnd ? "snapped" : "laid",
        parts: [t(`mail.notice.${notice}.lead`, all)],
        ...(goesOn && {
          button: { label: t("mail.notice.button"), url: `${portalUrl}/account/security`, quiet: true },
          small: [t("mail.notice.not")],
        }),
      }),
    );
  },
);

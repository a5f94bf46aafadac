import { env } from "@/lib/env";
import type { MailContent } from "@/lib/mail/compose-mail";
import { awaited, notice } from "@/lib/mail/queued-mail-store";
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

const SAYS_WHAT_TO_DO: readonly Notice[] = ["secondFactorGuessed", "passkeyCopied"];

const compose = (kind: Notice, values: { left?: number; email?: string } = {}): MailContent => {
  const { serviceName: service, portalUrl, supportUrl } = env();
  const all = { service, left: values.left ?? 0, email: values.email ?? "", help: supportUrl ? "yes" : "no" };
  const goesOn = !["accountDeleted", "emailInUse", "emailChangedOld"].includes(kind);
  const isEnd = kind === "accountDeleted" || kind === "emailChangedOld";
  return {
    subject: t(`mail.notice.${kind}.subject`, all),
    thread: isEnd ? "snapped" : "laid",
    parts: [t(`mail.notice.${kind}.lead`, all)],
    ...(goesOn && {
      button: { label: t("mail.notice.button"), url: `${portalUrl}/account/security`, quiet: true },
      // These say themselves what to do.
      ...(!SAYS_WHAT_TO_DO.includes(kind) && { small: [t("mail.notice.not")] }),
    }),
    // Whoever lost the account has nowhere else to go.
    ...(kind === "emailChangedOld" &&
      supportUrl && { button: { label: t("common.support"), url: supportUrl, quiet: true } }),
  };
};

/**
 * Tells an owner that something about the account was changed, so that they hear of it when it was not them (ASVS
 * 6.3.7). @param values for the sentences
 */
export const mailNotice = notice("notice", compose);

/** In place of a code that a new address would get: it has an account already, whose owner hears of it. */
export const mailEmailInUse = awaited("account code", () => compose("emailInUse"));

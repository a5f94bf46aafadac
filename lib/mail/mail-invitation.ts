import { env } from "@/lib/env";
import { awaited, notice } from "@/lib/mail/queued-mail-store";
import { t } from "@/lib/messages/messages";

/** Tells somebody that the operator lets them make an account. */
export const mailInvitation = notice("invitation", () => {
  const { serviceName: service, portalUrl } = env();
  return {
    subject: t("mail.invitation.subject", { service }),
    thread: "laid",
    parts: [t("mail.invitation.lead", { service })],
    button: { label: t("mail.invitation.button"), url: `${portalUrl}/account` },
    small: [t("mail.invitation.not")],
  };
});

/** In place of a code, for an address that has no account and may make none. */
export const mailNoAccount = awaited("sign-in code", () => {
  const { serviceName: service, registration } = env();
  return {
    subject: t("mail.noAccount.subject", { service }),
    thread: "snapped",
    parts: [t(registration.who === "closed" ? "mail.noAccount.closed" : "mail.noAccount.invite", { service })],
    small: [t("mail.code.not")],
  };
});

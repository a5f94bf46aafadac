import { awaited } from "@/lib/mail/queued-mail-store";
import { t } from "@/lib/messages/messages";

// The code is to be the only number of its kind in the mail; names are chosen by others.
const calm = (name: string) => name.replace(/\d{6,}/g, "…");

/** Mails the code that an OctoPrint key takes. */
export const mailKeyCode = awaited(
  "key code",
  ({ code, app, printer, keyName }: { code: string; app: string; printer: string; keyName: string }) => {
    const names = { app: calm(app), printer: calm(printer), name: calm(keyName) };
    return {
      subject: t("mail.key.subject", { code, ...names }),
      heading: t("mail.key.heading"),
      thread: "laid",
      parts: [t("mail.key.lead", names), { code }, t("mail.key.lifetime")],
      small: [t("mail.key.not")],
    };
  },
);

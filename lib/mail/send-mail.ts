import { createTransport, type Transporter } from "nodemailer";
import { env } from "@/lib/env";
import { saveInOutbox } from "@/lib/mail/outbox";
import { t } from "@/lib/messages/messages";
import { log } from "@/lib/observability/log";
import { failure, ok, type Result } from "@/lib/result";
import { shared } from "@/lib/shared";

/** A mail to one person. `html` says the same as `text`. `unsubscribe`: the page where such mails are turned off. */
export type Mail = { to: string; subject: string; text: string; html: string; unsubscribe?: string };

const transport = (url: string): Transporter =>
  shared(`mail-transport ${url}`, () =>
    createTransport(url, { connectionTimeout: 8000, greetingTimeout: 8000, socketTimeout: 15_000 } as object),
  );

/**
 * Sends a mail through `SMTP_URL`. In evaluation mode the outbox gets it as well, and without a mail server only the
 * outbox.
 * @returns `mail_failed` when the mail server is out of reach or refuses; the log has the reason, without address and
 * text
 */
export async function sendMail(mail: Mail): Promise<Result<object, "mail_failed">> {
  const { smtpUrl, mailFrom, mode, lanHosts } = env();
  if (smtpUrl) {
    try {
      // Not as text, which would be read as a list.
      const to = { name: "", address: mail.to };
      await transport(smtpUrl).sendMail({
        from: mailFrom,
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        to,
        headers: {
          "Auto-Submitted": "auto-generated",
          // RFC 2369: the page asks who it is first, so there is no RFC 8058 beside it.
          ...(mail.unsubscribe && { "List-Unsubscribe": `<${mail.unsubscribe}>` }),
        },
      });
    } catch (error) {
      const { code, responseCode, command } = error as { code?: string; responseCode?: number; command?: string };
      log.error({ code, responseCode, command }, "mail could not be sent");
      return failure("mail_failed");
    }
  }
  if (mode === "evaluation") saveInOutbox(mail);
  // Other machines do not see the outbox: whoever has this terminal reads the codes to them.
  if (lanHosts.length > 0)
    process.stdout.write(`\n${t("cli.mail", { to: mail.to, subject: mail.subject, text: mail.text })}\n\n`);
  return ok({});
}

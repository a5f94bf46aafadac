import { setTimeout as wait } from "node:timers/promises";
import { createTransport, type Transporter } from "nodemailer";
import { seconds } from "@/lib/clock";
import { env } from "@/lib/env";
import type { Mail } from "@/lib/mail/compose-mail";
import { mailPictures } from "@/lib/mail/mail-pictures";
import { saveInOutbox } from "@/lib/mail/outbox";
import { t } from "@/lib/messages/messages";
import { shared } from "@/lib/shared";

/** What the mail server, or the way to it, said. Never with the address or the text. */
type Reason = { code: string | undefined; responseCode: number | undefined; command: string | undefined };

/** `refused`: the server will never take this mail. `failed`: not now, and perhaps later. */
export type Transmitted = { outcome: "sent" } | { outcome: "refused" | "failed"; reason: Reason };

/** One connection serves many mails: greeting, TLS and login cost more than a mail does. */
const POOL = { pool: true, maxConnections: 4, maxRequeues: 1 } as const;

const LIMITS = {
  dnsTimeout: seconds(8),
  connectionTimeout: seconds(8),
  greetingTimeout: seconds(8),
  // Longer: a server that looks through a mail before it takes it is slow to say so, and what it has taken without our
  // hearing of it is sent once more. Nobody's page waits for this (sendMailNow). An idle connection is closed by then,
  // before anything between forgets it.
  socketTimeout: seconds(30),
} as const;

/** An address takes its options in its query alone: what is given beside it is not looked at. What it has counts. */
function withLimits(smtpUrl: string): string {
  const url = new URL(smtpUrl);
  for (const [name, value] of Object.entries({ ...POOL, ...LIMITS }))
    if (!url.searchParams.has(name)) url.searchParams.set(name, String(value));
  return url.href;
}

const transport = (url: string): Transporter => shared(`mail-transport ${url}`, () => createTransport(withLimits(url)));

/** A server that answers, and each time late, has had its time too: by then others take the mail for left. */
const LONGEST_MS = seconds(50);

async function tooLong(): Promise<never> {
  await wait(LONGEST_MS, undefined, { ref: false });
  throw Object.assign(new Error("the mail server took too long"), { code: "ETIMEDOUT" });
}

/** Where a server says something about this mail, and not about us. */
const ABOUT_THE_MAIL = new Set(["EENVELOPE", "EMESSAGE"]);
/** Authentication is missing (RFC 4954, 6), which a server may say at any point: the operator's to mend. */
const NOT_AUTHENTICATED = 530;

/** 5xx is for good (RFC 5321, 4.2.1), 4xx and silence are not. */
function judge(error: unknown): Transmitted {
  const { code, responseCode, command } = error as Partial<Reason>;
  const isAboutTheMail = ABOUT_THE_MAIL.has(code ?? "") && responseCode !== NOT_AUTHENTICATED;
  const isFinal = isAboutTheMail && responseCode !== undefined && responseCode >= 500;
  return { outcome: isFinal ? "refused" : "failed", reason: { code, responseCode, command } };
}

/**
 * Sends a mail through `SMTP_URL`. In evaluation mode the outbox gets it as well, and without a mail server only the
 * outbox.
 * @param id its Message-ID is made of it, and is the same each time (RFC 5322, 3.6.4)
 */
export async function transmitMail(id: string, mail: Mail): Promise<Transmitted> {
  const { smtpUrl, mailFrom, mode, lanHosts, portalUrl } = env();
  if (smtpUrl) {
    try {
      const pictures = await mailPictures(mail.html);
      const sending = transport(smtpUrl).sendMail({
        from: mailFrom,
        messageId: `<${id}@${new URL(portalUrl).hostname}>`,
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        attachments: pictures.map(({ cid, content }) => ({
          cid,
          content,
          filename: `${cid.split("@")[0]}.png`,
          contentType: "image/png",
          contentDisposition: "inline" as const,
        })),
        // Not as text, which would be read as a list.
        to: { name: "", address: mail.to },
        headers: {
          "Auto-Submitted": "auto-generated",
          // RFC 2369: the page asks who it is first, so there is no RFC 8058 beside it.
          ...(mail.unsubscribe && { "List-Unsubscribe": `<${mail.unsubscribe}>` }),
        },
      });
      await Promise.race([sending, tooLong()]);
    } catch (error) {
      return judge(error);
    }
  }
  if (mode === "evaluation") saveInOutbox(mail);
  // Other machines do not see the outbox: whoever has this terminal reads the codes to them.
  if (lanHosts.length > 0)
    process.stdout.write(`\n${t("cli.mail", { to: mail.to, subject: mail.subject, text: mail.text })}\n\n`);
  return { outcome: "sent" };
}

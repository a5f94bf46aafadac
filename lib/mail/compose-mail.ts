import { env } from "@/lib/env";
import { mailHtml } from "@/lib/mail/mail-html";
import { t } from "@/lib/messages/messages";

/** A mail to one person. `html` says the same as `text`. `unsubscribe`: the page where such mails are turned off. */
export type Mail = { to: string; subject: string; text: string; html: string; unsubscribe?: string | undefined };

/** A paragraph, a code to be shown large, a line to be copied, or what is known of something: name and value. */
export type MailPart = string | { code: string } | { line: string } | { facts: [name: string, value: string][] };

/** What a mail says. */
export type MailContent = {
  subject: string;
  /** The subject, unless said. */
  heading?: string;
  /** How the filament stands: on its way, arrived, or snapped. */
  thread: "laid" | "fused" | "snapped";
  parts: MailPart[];
  /** Where it leads, if anywhere. `quiet`: for the case that something is wrong. */
  button?: { label: string; url: string; quiet?: boolean };
  /** Quiet sentences below. */
  small?: string[];
  /** Where such mails are turned off. */
  unsubscribe?: string;
};

const partText = (part: MailPart) => {
  if (typeof part === "string") return part;
  if ("facts" in part) return part.facts.map(([name, value]) => `${name}: ${value}`).join("\n");
  return "code" in part ? part.code : part.line;
};

/**
 * Makes a mail, as text and as HTML, in both themes. No tracking, no links that sign in or approve; one with a code
 * has no links at all, and no other number that looks like it.
 */
export function composeMail(to: string, content: MailContent): Mail {
  const { serviceName, supportUrl } = env();
  const { subject, parts, button, small = [], unsubscribe } = content;
  const hasCode = parts.some((part) => typeof part === "object" && "code" in part);
  const help =
    supportUrl && !hasCode && button?.url !== supportUrl ? { label: t("mail.support"), url: supportUrl } : undefined;
  const lead = (link: { label: string; url: string } | undefined) => (link ? [`${link.label}: ${link.url}`] : []);
  const text = [...parts.map(partText), ...lead(button), ...small, ...lead(help), serviceName].join("\n\n");
  return {
    to,
    subject: subject.replace(/[\r\n]+/g, " "),
    text,
    html: mailHtml(content, { help }),
    ...(unsubscribe && { unsubscribe }),
  };
}

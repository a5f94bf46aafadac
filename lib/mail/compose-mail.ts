import { env } from "@/lib/env";
import { escapeHtml } from "@/lib/escape-html";
import type { Mail } from "@/lib/mail/send-mail";
import { rootLanguageText } from "@/lib/messages/locale";
import { t } from "@/lib/messages/messages";

/** A paragraph, or a code to be shown large. */
type Part = string | { code: string };

/** Makes a mail of paragraphs, as text and as HTML. No pictures, no tracking, no links that sign in or approve. */
export function composeMail(to: string, subject: string, parts: Part[]): Mail {
  const all: Part[] = [...parts, t("mail.signature", { service: env().serviceName })];
  const text = all.map((part) => (typeof part === "string" ? part : part.code)).join("\n\n");
  const body = all.map((part) =>
    typeof part === "string"
      ? `<p style="margin:0 0 16px">${escapeHtml(part)}</p>`
      : `<p style="margin:0 0 16px;font-size:32px;font-weight:600;letter-spacing:.2em">${escapeHtml(part.code)}</p>`,
  );
  const html =
    `<!doctype html><html ${rootLanguageText()}>` +
    '<body style="font:16px/1.5 system-ui,sans-serif;max-width:32em;margin:24px auto;padding:0 16px">' +
    `${body.join("")}</body></html>`;
  return { to, subject: subject.replace(/[\r\n]+/g, " "), text, html };
}

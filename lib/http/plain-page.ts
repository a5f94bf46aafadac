import { brandStyle } from "@/lib/brand-tones";
import { env } from "@/lib/env";
import { escapeHtml } from "@/lib/escape-html";
import { plainMark } from "@/lib/http/plain-mark";
import { rootLanguageText } from "@/lib/messages/locale";
import { t } from "@/lib/messages/messages";
import { PLAIN_STYLE } from "@/lib/palette";
import { readAsset } from "@/lib/read-asset";
import { threadPicture } from "@/lib/thread-picture";

const STYLE = PLAIN_STYLE + readAsset("lib/http/plain-page.css");

/**
 * A page of one sentence, for when no page of the framework can be made: a fault, a database that is gone, a request
 * that is refused before anything is looked at. Loads nothing.
 * @param page `wayOn`: a link, `href` empty for the same address once more; `wayOut`: a quiet one below; `nonce`: of
 * the content policy, for its few styles; `form`: markup of our own instead of the link
 */
export function plainPage(page: {
  title: string;
  lead: string;
  nonce: string;
  wayOn?: { href: string; text: string } | undefined;
  wayOut?: { href: string; text: string } | undefined;
  form?: string;
}): string {
  const { title, lead, nonce, wayOn, wayOut, form = "" } = page;
  // Something ended here, unless a form leads on.
  const top = plainMark() + (form ? "" : threadPicture("snapped", "page"));
  const trial = env().lanHosts.length > 0 ? `<small>${escapeHtml(t("trial.banner"))}</small>` : "";
  const link = (way: typeof wayOn, look = "") =>
    way ? `<a${look} href="${escapeHtml(way.href)}">${escapeHtml(way.text)}</a>` : "";
  const ways = link(wayOn) + link(wayOut, ' class="quiet"') + form;
  return `<!doctype html>
<html ${rootLanguageText()}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style nonce="${nonce}">
${STYLE}${brandStyle(env().brand.tones)}</style>
</head>
<body>${trial}
<main data-step="ended">${top}<h1>${escapeHtml(title)}</h1><p>${escapeHtml(lead)}</p>${ways}</main></body>
</html>
`;
}

/**
 * The page for a fault of ours, with the reference that finds it in the log (ASVS 16.5.1).
 * @param isPage the address can be asked for once more: a form would have to be sent again
 */
export function faultPage(reference: string, nonce: string, isPage = false): string {
  return plainPage({
    title: t("crash.title"),
    lead: `${t("crash.lead")} ${t("common.reference", { id: reference })}.`,
    nonce,
    wayOn: isPage ? { href: "", text: t("crash.retry") } : undefined,
  });
}

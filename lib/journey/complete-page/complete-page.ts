import { brandStyle } from "@/lib/brand-tones";
import { env } from "@/lib/env";
import { escapeHtml } from "@/lib/escape-html";
import { plainMark } from "@/lib/http/plain-mark";
import type { FailureReason } from "@/lib/journey/urls/completion-url";
import { rootLanguageText } from "@/lib/messages/locale";
import { t } from "@/lib/messages/messages";
import { PLAIN_STYLE } from "@/lib/palette";
import { readAsset } from "@/lib/read-asset";
import { threadPicture } from "@/lib/thread-picture";

const STYLE = PLAIN_STYLE + readAsset("lib/journey/complete-page/page.css");
const CLEAR_ADDRESS = readAsset("lib/journey/complete-page/clear-address.js");
const LIST_VALUES = readAsset("lib/journey/complete-page/list-values.js");

const head = (title: string, nonce: string) => `<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style nonce="${nonce}">
${STYLE}${brandStyle(env().brand.tones)}</style>
</head>`;

/** What is filled by a script: nothing of the query is known here. */
function developerSection(): string {
  const [copy, copied] = [escapeHtml(t("complete.copy")), escapeHtml(t("complete.copied"))];
  return `<section id="developer" data-copy="${copy}" data-copied="${copied}" hidden>
<h2>${escapeHtml(t("complete.developer"))}</h2><p>${escapeHtml(t("complete.developerLead"))}</p><dl></dl>
</section>`;
}

const FAILURES: FailureReason[] = [
  "cancelled",
  "access_denied",
  "supporter_required",
  "session_expired",
  "server_error",
];

/** Why there is no connection, in words. @param error as the query says it, any text */
export function whyNot(error: string): string {
  const reason = FAILURES.find((known) => known === error);
  return reason ? t(`tunnel.why.${reason}`) : t("complete.leadNo");
}

/**
 * The completion page as HTML (docs/app-contract.md#3-completion): loads nothing, holds no value of the query. For an
 * app in development a script on the page lists what was returned and the address stays.
 * @param page `error`: as the query says it; without it and not connected, the page was opened for nothing
 */
export function completePage(page: {
  connected: boolean;
  error: string | null;
  development: boolean;
  nonce: string;
}): string {
  const isNothing = !page.connected && page.error === null;
  const title = t(page.connected ? "complete.titleYes" : isNothing ? "complete.titleNone" : "complete.titleNo");
  const lead = page.connected
    ? t("complete.leadYes")
    : page.error === null
      ? t("complete.leadNone")
      : whyNot(page.error);
  return completePageOf({ ...page, title, lead });
}

/** The same with other words. @param page `connected`: undefined where nobody knows */
export function completePageOf(page: {
  connected: boolean | undefined;
  development: boolean;
  nonce: string;
  title: string;
  lead: string;
}): string {
  const { connected, development, nonce, title, lead } = page;
  return `<!doctype html>
<html ${rootLanguageText()}>
${head(title, nonce)}
<body>${env().lanHosts.length > 0 ? `<small class="trial">${escapeHtml(t("trial.banner"))}</small>` : ""}
<main data-step="complete">
${plainMark()}
${connected === undefined ? "" : threadPicture(connected ? "fused" : "snapped", "page")}
<h1>${escapeHtml(title)}</h1><p>${escapeHtml(lead)}</p>
${development ? developerSection() : ""}
</main>
<script nonce="${nonce}">
${development ? LIST_VALUES : CLEAR_ADDRESS}</script>
</body>
</html>
`;
}

import { escapeHtml } from "@/lib/escape-html";
import { plainPage } from "@/lib/http/plain-page";
import { t } from "@/lib/messages/messages";
import { ENTER_PATH, viewOrigin } from "@/lib/view/view-host";

/**
 * The page of the portal that takes a browser to a printer's page: a form, so that the ticket is in no address that
 * stays in a history or a log. It sends itself while the page loads, which leaves no place in the history to come back
 * to; without scripts it has a button.
 * @param nonce of the page's content policy
 */
export function ticketPage({ label, ticket }: { label: string; ticket: string }, nonce: string): string {
  const form =
    `<form id="door" method="post" action="${escapeHtml(`${viewOrigin(label)}${ENTER_PATH}`)}">` +
    `<input type="hidden" name="ticket" value="${escapeHtml(ticket)}">` +
    `<button type="submit">${escapeHtml(t("door.open"))}</button></form>` +
    `<script nonce="${escapeHtml(nonce)}">document.getElementById("door").submit()</script>`;
  return plainPage({ title: t("door.opening"), lead: t("door.openingLead"), nonce, form });
}

import { env } from "@/lib/env";
import { escapeHtml } from "@/lib/escape-html";

/**
 * Whose portal this is, as HTML for pages that load nothing: the operator's picture would have to be loaded, so the
 * name stands for it.
 */
export const plainMark = (): string =>
  `<p class="mark"><svg viewBox="0 0 20 20" width="16" height="16" fill="none" stroke="currentColor" ` +
  `stroke-width="3" aria-hidden="true"><circle cx="10" cy="10" r="8"/><circle cx="10" cy="10" r="2"/></svg>` +
  `<bdi>${escapeHtml(env().serviceName)}</bdi></p>`;

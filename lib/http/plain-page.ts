import { t } from "@/lib/messages/messages";

const escape = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/**
 * A page of one sentence, for when no page of the framework can be made: a fault, a database that is gone, a request
 * that is refused before anything is looked at. Loads nothing.
 * @param page `again`: words of a link that asks for the same address once more; `nonce`: of the content policy, for
 * its few styles
 */
export function plainPage(page: { title: string; lead: string; nonce: string; again?: string | undefined }): string {
  const { title, lead, nonce, again } = page;
  const link = again === undefined ? "" : `<a href="">${escape(again)}</a>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${escape(title)}</title>
<style nonce="${nonce}">
body{margin:0;background:#f7f4ee;color:#1d1a16;font:1.0625rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:480px;margin:0 auto;padding:max(56px,14vh) 24px}
h1{font-size:1.7rem;line-height:1.16;margin:0 0 10px}
p{color:#635c51;margin:0}
a{display:block;margin-top:24px;padding:14px;border-radius:14px;background:#c0431a;color:#fff;
font-weight:600;text-align:center;text-decoration:none}
@media(prefers-color-scheme:dark){body{background:#15130f;color:#f3eee5}p{color:#aba293}}
</style></head>
<body><main data-step="ended"><h1>${escape(title)}</h1><p>${escape(lead)}</p>${link}</main></body></html>
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
    again: isPage ? t("crash.retry") : undefined,
  });
}

import { noteFault } from "@/lib/observability/note-fault";
import { t } from "@/lib/messages/messages";

/** A fault as a page: a reference for the person, everything else in the log (ASVS 16.5.1). */
export function serverFault(error: unknown): Response {
  const reference = noteFault(error);
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${t("crash.title")}</title>
<main data-step="ended"><h1>${t("crash.title")}</h1><p>${t("crash.lead")}</p><p>${t("common.reference", { id: reference })}</p></main></html>`;
  return new Response(page, { status: 500, headers: { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" } });
}

import type { Metadata } from "next";
import { env } from "@/lib/env";
import { t } from "@/lib/messages/messages";
import { first, type SearchParams } from "@/lib/web/search-params";

/**
 * The title of a page of its own (WCAG 2.4.2): "Security – OctoEverywhere". It begins with "Error" where the page shows
 * one.
 */
export async function pageTitle(title: string, searchParams?: SearchParams): Promise<Metadata> {
  const query = await searchParams;
  const said = query && first(query.error) ? t("yourAccount.errorTitle", { title }) : title;
  return { title: `${said} – ${env().serviceName}` };
}

/** What a page's title may depend on. */
export type Titled = { searchParams: SearchParams };

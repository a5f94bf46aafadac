import type { ReactNode } from "react";
import { plainText } from "@/components/journey/plain-text";
import { env } from "@/lib/env";
import { t } from "@/lib/messages/messages";

/** What a page is about. @property failed what was entered was not right: said first (WCAG 2.4.2, G199) */
export type TitleParts = { title: ReactNode; app?: string | undefined; failed?: boolean };

/** "Check your email – Mobileraker – OctoEverywhere". */
export function pageTitle({ title, app, failed }: TitleParts): string {
  const about = plainText(title);
  const page = failed ? t("common.error", { title: about }) : about;
  // A heading that names the app already says it once.
  return [page, app && about.includes(app) ? undefined : app, env().serviceName].filter(Boolean).join(" – ");
}

import type { ReactNode } from "react";
import { BANNER_SPACE, TrialBanner } from "@/components/page/trial-banner";
import { browserAssets } from "@/lib/browser-files";
import { env } from "@/lib/env";
import { rootLanguage } from "@/lib/messages/locale";
import { PAPER } from "@/lib/palette";

/**
 * A whole page around a screen: one stylesheet, one script, nothing of the framework's.
 * @param title of the page, the service's name where there is none @param nonce of its content policy
 */
export function Document({
  title,
  nonce,
  children,
}: {
  title?: string | undefined;
  nonce: string;
  children: ReactNode;
}) {
  const { serviceName, lanHosts } = env();
  const { script, style } = browserAssets();
  const isTrial = lanHosts.length > 0;
  return (
    <html {...rootLanguage()}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <title>{title ? `${title} – ${serviceName}` : serviceName}</title>
        <meta name="robots" content="noindex, nofollow" />
        <meta name="format-detection" content="telephone=no, address=no, email=no" />
        <meta name="theme-color" media="(prefers-color-scheme: light)" content={PAPER.light} />
        <meta name="theme-color" media="(prefers-color-scheme: dark)" content={PAPER.dark} />
        <link rel="stylesheet" href={style} />
        <link rel="icon" href="/icon.svg" />
        <link rel="manifest" href="/manifest.webmanifest" />
        <script type="module" src={script} nonce={nonce} />
      </head>
      <body className={isTrial ? BANNER_SPACE : undefined}>
        {isTrial && <TrialBanner />}
        {children}
      </body>
    </html>
  );
}

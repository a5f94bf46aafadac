import type { ReactNode } from "react";
import { BrandStyle, iconPath } from "@/components/page/brand";
import { Footer } from "@/components/page/footer";
import { LanguageSwitch } from "@/components/page/language-switch";
import { TrialBanner } from "@/components/page/trial-banner";
import { browserAssets } from "@/lib/browser-files";
import { env } from "@/lib/env";
import { rootLanguage } from "@/lib/messages/locale";
import { PAPER } from "@/lib/palette";

/**
 * A whole page around a screen, which brings its title: one stylesheet, one script, nothing of the framework's.
 * @param nonce of its content policy
 */
export function Document({ nonce, children }: { nonce: string; children: ReactNode }) {
  const { lanHosts } = env();
  const { script, style } = browserAssets();
  const isTrial = lanHosts.length > 0;
  return (
    <html {...rootLanguage()}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="format-detection" content="telephone=no, address=no, email=no" />
        <meta name="theme-color" media="(prefers-color-scheme: light)" content={PAPER.light} />
        <meta name="theme-color" media="(prefers-color-scheme: dark)" content={PAPER.dark} />
        <link rel="stylesheet" href={style} />
        <BrandStyle nonce={nonce} />
        <link rel="icon" href={iconPath()} />
        <link rel="manifest" href="/manifest.webmanifest" />
        <script type="module" src={script} nonce={nonce} />
      </head>
      <body>
        {isTrial && <TrialBanner />}
        {children}
        <Footer>
          <LanguageSwitch />
        </Footer>
      </body>
    </html>
  );
}

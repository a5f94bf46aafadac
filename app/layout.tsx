import type { Metadata, Viewport } from "next";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { BrandStyle, iconPath } from "@/components/page/brand";
import { Footer } from "@/components/page/footer";
import { LanguageSwitch } from "@/components/page/language-switch";
import { TrialBanner } from "@/components/page/trial-banner";
import { browserAssets } from "@/lib/browser-files";
import { env } from "@/lib/env";
import { rootLanguage } from "@/lib/messages/locale";
import { PAPER } from "@/lib/palette";
import { currentUser } from "@/lib/web/current-user";
import { requestNonce } from "@/lib/web/request-nonce";
import { sentHeaders } from "@/lib/web/sent-request";

export async function generateMetadata(): Promise<Metadata> {
  await connection();
  return {
    title: env().serviceName,
    manifest: "/manifest.webmanifest",
    icons: iconPath(),
    robots: { index: false, follow: false },
    formatDetection: { telephone: false, email: false, address: false },
  };
}

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: PAPER.light },
    { media: "(prefers-color-scheme: dark)", color: PAPER.dark },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // A page with a nonce is made for each request.
  await connection();
  await currentUser(); // who says in which language
  const isTrial = env().lanHosts.length > 0;
  const { script, style } = browserAssets();
  const nonce = requestNonce(sentHeaders());
  return (
    <html {...rootLanguage()}>
      <head>
        <link rel="stylesheet" href={style} />
        <BrandStyle nonce={nonce} />
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

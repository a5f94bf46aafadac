import type { Metadata, Viewport } from "next";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { BANNER_SPACE, TrialBanner } from "@/components/page/trial-banner";
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
    icons: "/icon.svg",
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
  return (
    <html {...rootLanguage()}>
      <head>
        <link rel="stylesheet" href={style} />
        <script type="module" src={script} nonce={requestNonce(sentHeaders())} />
      </head>
      <body className={isTrial ? BANNER_SPACE : undefined}>
        {isTrial && <TrialBanner />}
        {children}
      </body>
    </html>
  );
}

import type { Metadata, Viewport } from "next";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { BrandStyle, iconPath } from "@/components/page/brand";
import { Footer } from "@/components/page/footer";
import { TrialBanner } from "@/components/page/trial-banner";
import { browserAssets } from "@/lib/browser-files";
import { env } from "@/lib/env";
import { PAPER } from "@/lib/palette";
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
  const isTrial = env().lanHosts.length > 0;
  const { script, style } = browserAssets();
  const nonce = requestNonce(sentHeaders());
  return (
    <html lang="en">
      <head>
        <link rel="stylesheet" href={style} />
        <BrandStyle nonce={nonce} />
        <script type="module" src={script} nonce={nonce} />
      </head>
      <body>
        {isTrial && <TrialBanner />}
        {children}
        <Footer />
      </body>
    </html>
  );
}

import type { Metadata, Viewport } from "next";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { env } from "@/lib/env";
import { t } from "@/lib/messages/messages";
import { PAPER } from "@/lib/palette";
import "./globals.css";

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

/** Said on every page while nothing is encrypted. */
const TrialBanner = () => (
  <p className="min-h-7 bg-warn-wash px-4 py-[0.2rem] text-center text-[0.8rem] font-semibold text-warn" role="note">
    {t("trial.banner")}
  </p>
);

export default async function RootLayout({ children }: { children: ReactNode }) {
  // A page with a nonce is made for each request.
  await connection();
  const isTrial = env().lanHosts.length > 0;
  return (
    <html lang="en">
      <body className={isTrial ? "[--banner:1.75rem]" : undefined}>
        {isTrial && <TrialBanner />}
        {children}
      </body>
    </html>
  );
}

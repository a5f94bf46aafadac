import type { Metadata, Viewport } from "next";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { BrowserProof } from "@/components/ui/browser-proof";
import { env } from "@/lib/env";
import { t } from "@/lib/messages/messages";
import { PAPER } from "@/lib/palette";
import { pageChallenge, PROVABLE_FORMS } from "@/lib/web/browser-proof";
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

export default async function RootLayout({ children }: { children: ReactNode }) {
  // A page with a nonce is made for each request.
  await connection();
  const challenge = await pageChallenge();
  return (
    <html lang="en">
      <body>
        {children}
        {challenge && <BrowserProof challenge={challenge} forms={PROVABLE_FORMS} text={t("browserProof.working")} />}
      </body>
    </html>
  );
}

import type { ReactNode } from "react";
import { env } from "@/lib/env";
import { t } from "@/lib/messages/messages";

/** Quiet links below every page: help, and what the operator has to say about itself. @param children the language */
export function Footer({ children }: { children?: ReactNode }) {
  const { supportUrl, termsUrl, privacyUrl, imprintUrl } = env();
  const links = [
    { href: supportUrl, text: t("footer.help") },
    { href: termsUrl, text: t("footer.terms") },
    { href: privacyUrl, text: t("footer.privacy") },
    { href: imprintUrl, text: t("footer.imprint") },
  ].filter(({ href }) => href !== undefined);
  if (links.length === 0 && !children) return null;
  return (
    <footer className="page-foot">
      {links.map(({ href, text }) => (
        <a key={text} href={href} rel="noreferrer">
          {text}
        </a>
      ))}
      {children}
    </footer>
  );
}

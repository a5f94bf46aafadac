import type { ReactNode } from "react";
import { env } from "@/lib/env";
import { t } from "@/lib/messages/messages";

const linkTo = (href: string | undefined) =>
  function Linked(text: ReactNode) {
    return (
      <a href={href} rel="noreferrer" className="underline underline-offset-2 hover:text-ink">
        {text}
      </a>
    );
  };

/**
 * What people agree to by signing in. It stands on each page whose button does that: when it was pressed there is when
 * they agreed.
 */
export function Promise() {
  const { termsUrl, privacyUrl, imprintUrl } = env();
  const known = termsUrl && privacyUrl ? "both" : termsUrl ? "terms" : privacyUrl ? "privacy" : "none";
  return (
    <p className="text-tiny text-soft">
      {t.rich(`account.promise.${known}`, { terms: linkTo(termsUrl), privacy: linkTo(privacyUrl) })}
      {imprintUrl && <> {linkTo(imprintUrl)(t("account.imprint"))}</>}
    </p>
  );
}

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
 * What people agree to by going on to sign in. It stands once, where that begins, whatever the way: nobody comes to a
 * code without it. That they agreed counts from the moment when they are signed in.
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

import { Button } from "@/components/ui/button";
import type { IdentityProvider } from "@/lib/accounts/identities/identity-providers";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";

/**
 * The other ways to sign in: identity providers. Nothing where there are none. Part of the form above, whose choices
 * count for them too.
 */
export function ProviderSignIn({ journey, providers }: { journey: string; providers: IdentityProvider[] }) {
  if (providers.length === 0) return null;
  return (
    <div className="mt-1 mb-2.5 flex flex-col gap-2.5">
      <p
        className={
          "flex items-center gap-3 text-tiny text-soft before:h-px before:grow before:bg-line " +
          "after:h-px after:grow after:bg-line"
        }
      >
        {t("account.or")}
      </p>
      {providers.map(({ id, name }) => (
        <Button
          key={id}
          look="outline"
          name="provider"
          value={id}
          formAction={stepUrl("account/provider", journey)}
          formNoValidate
        >
          {t("account.continueWith", { provider: name })}
        </Button>
      ))}
    </div>
  );
}

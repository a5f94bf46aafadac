import { Button, ButtonLink } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { t } from "@/lib/messages/messages";

/**
 * Offers a passkey, once: where something has just gone well, and nothing waits. Shown by the page's script on devices
 * that know their person.
 * @param shown whether there is anything to offer @param decline address of "Not now"
 */
export const PasskeyOffer = ({ shown, decline }: { shown: boolean; decline: string }) =>
  shown && (
    <aside
      aria-label={t("passkeys.offer")}
      className={
        "my-5 hidden rounded-card border border-line bg-card px-4 pt-4 pb-3 sm:bg-paper " +
        "in-[[data-passkeys=device]]:block"
      }
    >
      <p className="font-semibold">{t("passkeys.offer")}</p>
      <p className="mt-1 text-small text-soft">{t("passkeys.offerHint")}</p>
      <div className="mt-3 flex items-center gap-2">
        <ButtonLink look="outline" href="/account/security/passkeys">
          {t("passkeys.setUp")}
        </ButtonLink>
        <Form action={decline} className="w-full">
          <Button look="quiet">{t("passkeys.notNow")}</Button>
        </Form>
      </div>
    </aside>
  );

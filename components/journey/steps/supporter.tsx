import { AppWarningLine, lookFor } from "@/components/journey/app-checked";
import { ConsentSheet } from "@/components/journey/consent-sheet";
import type { ScreenProps } from "@/components/journey/steps/screen";
import { ChoosePlan } from "@/components/supporters/choose-plan";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";

/** The sheet of consent, while perks are missing: with what they cost, and the way to pay for them and back here. */
export function SupporterScreen({ journey, view, error }: ScreenProps<"supporter">) {
  const { id, app } = journey;
  const { declined, canPay, fixing, offers } = view;
  const plan = (
    <>
      {declined && <Notice tone="warn">{t(canPay ? "authorize.declined" : "supporter.declined")}</Notice>}
      {!canPay && <Notice tone="warn">{t("errors.checkout_unavailable")}</Notice>}
      {fixing && <Notice tone="warn">{t("supporter.failed")}</Notice>}
      {canPay && !fixing && <ChoosePlan offers={offers} />}
    </>
  );
  return (
    <ConsentSheet
      journey={journey}
      view={view}
      error={error}
      step="supporter"
      action={stepUrl("supporter/checkout", id)}
      plan={plan}
    >
      <AppWarningLine journey={journey} />
      {canPay && (
        <>
          {!declined && <p className="text-center text-small text-soft">{t("authorize.paysFirst")}</p>}
          <Button look={lookFor(app)}>{t(fixing ? "supporter.fix" : "supporter.become")}</Button>
        </>
      )}
      <Button look="quiet" formAction={stepUrl("supporter/decline", id)} formNoValidate>
        {t("supporter.no")}
      </Button>
    </ConsentSheet>
  );
}

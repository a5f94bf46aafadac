import { Actions, StepFrame } from "@/components/journey/step-frame";
import type { ScreenProps } from "@/components/journey/steps/screen";
import { ChooseOffer } from "@/components/supporters/choose-offer";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { journeyLogo } from "@/lib/journey/urls/journey-urls";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";

/** Why Supporter Perks are needed, what they cost, what stays free. */
export function SupporterScreen({ journey, view, error }: ScreenProps<"supporter">) {
  const { id } = journey;
  const { declined, canPay, fixing, offers } = view;
  return (
    <StepFrame
      step="supporter"
      logo={journeyLogo(journey)}
      title={t("supporter.title")}
      lead={<p>{t("supporter.lead")}</p>}
    >
      <Form action={stepUrl("supporter/checkout", id)} className="flex grow flex-col">
        <div className="flex flex-col gap-4">
          {error && <Notice tone="bad">{error.text}</Notice>}
          {declined && <Notice tone="warn">{t("supporter.declined")}</Notice>}
          {!canPay && <Notice tone="warn">{t("errors.checkout_unavailable")}</Notice>}
          {fixing && <Notice tone="warn">{t("supporter.failed")}</Notice>}
          {canPay && !fixing && <ChooseOffer offers={offers} />}
        </div>
        {canPay && (
          <Actions>
            <Button>{t(fixing ? "supporter.fix" : "supporter.become")}</Button>
          </Actions>
        )}
      </Form>
      <Form action={stepUrl("supporter/decline", id)} className="mt-1.5">
        <Button look="quiet">{t("supporter.no")}</Button>
      </Form>
    </StepFrame>
  );
}

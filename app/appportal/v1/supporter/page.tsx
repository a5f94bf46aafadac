import { Actions, StepFrame } from "@/components/journey/step-frame";
import { ChooseOffer } from "@/components/supporters/choose-offer";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { journeyLogo } from "@/lib/journey/journey-logo";
import { stepUrl } from "@/lib/journey/step-url";
import { errorText } from "@/lib/web/form-error";
import { first, openStep, type SearchParams } from "@/lib/web/journey-request";
import { t } from "@/lib/messages/messages";
import { takesPayments } from "@/lib/supporters/choose-provider";
import { offers } from "@/lib/supporters/price";
import { supporterView } from "@/lib/supporters/way-on";

/** Why Supporter Perks are needed, what they cost, what stays free. */
export default async function SupporterPage({ searchParams }: { searchParams: SearchParams }) {
  const journey = await openStep("supporter", searchParams);
  const { id } = journey.session;
  const formError = await errorText(searchParams);
  const declined = first((await searchParams).declined) === "1";
  const canPay = takesPayments();
  const fixing = journey.user !== undefined && (await supporterView(journey.user.id)).way === "fix";
  return (
    <StepFrame
      step="supporter"
      logo={journeyLogo(journey)}
      title={t("supporter.title")}
      lead={<p>{t("supporter.lead")}</p>}
    >
      <Form action={stepUrl("supporter/checkout", id)} className="flex grow flex-col">
        <div className="flex flex-col gap-4">
          {formError && <Notice tone="bad">{formError.text}</Notice>}
          {declined && <Notice tone="warn">{t("supporter.declined")}</Notice>}
          {!canPay && <Notice tone="warn">{t("errors.checkout_unavailable")}</Notice>}
          {fixing && <Notice tone="warn">{t("supporter.failed")}</Notice>}
          {canPay && !fixing && <ChooseOffer offers={offers()} />}
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

import { redirect } from "next/navigation";
import { StepFrame } from "@/components/journey/step-frame";
import { PaymentWait } from "@/components/supporters/payment-wait";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { journeyLogo } from "@/lib/journey/journey-logo";
import { stepUrl } from "@/lib/journey/step-url";
import { openStep, type SearchParams } from "@/lib/web/journey-request";
import { t } from "@/lib/messages/messages";
import { askAboutCheckout, isLongAwaited } from "@/lib/supporters/checkout/ask-about-checkout";
import { awaitedCheckout } from "@/lib/supporters/checkout/checkout-store";

/** Back from paying, and the payment is not known yet. */
export default async function PaymentPage({ searchParams }: { searchParams: SearchParams }) {
  const journey = await openStep("payment", searchParams);
  const { id } = journey.session;
  const checkout = journey.user && (await awaitedCheckout(id, journey.user.id));
  if (checkout && (await askAboutCheckout(checkout))) redirect(stepUrl("payment", id));
  const state = checkout && isLongAwaited(checkout) ? "long" : "waiting";
  return (
    <StepFrame
      step="payment"
      logo={journeyLogo(journey)}
      title={t(state === "long" ? "payment.longTitle" : "payment.title")}
      lead={<p>{t(state === "long" ? "payment.longLead" : "payment.lead")}</p>}
    >
      <PaymentWait
        state={state}
        stateUrl={stepUrl("payment/state", id)}
        again={stepUrl("payment", id)}
        back={
          <Form action={stepUrl("payment/back", id)}>
            <Button look="quiet">{t("payment.back")}</Button>
          </Form>
        }
      />
    </StepFrame>
  );
}

import { frameOf } from "@/components/journey/frame-of";
import { StepFrame } from "@/components/journey/step-frame";
import type { ScreenProps } from "@/components/journey/steps/screen";
import { PaymentWait } from "@/components/supporters/payment-wait";
import { BackButton } from "@/components/ui/back";
import { Form } from "@/components/ui/form";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";

/** Back from paying, and the payment is not known yet. */
export function PaymentScreen({ journey, view }: ScreenProps<"payment">) {
  const { id } = journey;
  const { state } = view;
  return (
    <StepFrame
      {...frameOf({ journey })}
      step="payment"
      title={t(state === "long" ? "payment.longTitle" : "payment.title")}
      lead={<p>{t(state === "long" ? "payment.longLead" : "payment.lead")}</p>}
    >
      <PaymentWait
        state={state}
        stateUrl={stepUrl("payment/state", id)}
        again={stepUrl("payment", id)}
        back={
          <Form action={stepUrl("payment/back", id)}>
            <BackButton>{t("payment.back")}</BackButton>
          </Form>
        }
      />
    </StepFrame>
  );
}

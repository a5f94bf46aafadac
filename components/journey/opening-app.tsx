import { PasskeyOffer } from "@/components/account/passkey-offer";
import { Actions, StepFrame } from "@/components/journey/step-frame";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { offersPasskey } from "@/lib/accounts/passkeys/offers-passkey";
import type { Journey } from "@/lib/journey/read/load-journey";
import { journeyLogo } from "@/lib/journey/urls/journey-urls";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";

/** What stands where the question was, once an app was told by its own address. The button works for two minutes. */
export function OpeningApp({ journey }: { journey: Journey }) {
  const app = journey.app?.name ?? "";
  return (
    <StepFrame
      step="done"
      logo={journeyLogo(journey)}
      title={t("done.opening", { app })}
      lead={<p role="status">{t("done.openingLead", { app })}</p>}
    >
      <Actions>
        <Form action={stepUrl("done/return", journey.id)} patienceMs={2000}>
          <Button>{t("done.open", { app })}</Button>
        </Form>
        <p className="mt-1 text-center text-[0.88rem] text-soft">{t("done.openHint", { app })}</p>
      </Actions>
      <PasskeyOffer shown={offersPasskey(journey.user)} decline={stepUrl("done/no-passkey", journey.id)} />
    </StepFrame>
  );
}

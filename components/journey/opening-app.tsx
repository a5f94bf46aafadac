import { PasskeyOffer } from "@/components/account/passkey-offer";
import { frameOf } from "@/components/journey/frame-of";
import { KeyRefused } from "@/components/journey/key-refused";
import { pageTitle } from "@/components/journey/page-title";
import { Actions, StepFrame } from "@/components/journey/step-frame";
import { bold, isolated } from "@/components/ui/bold";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { offersPasskey } from "@/lib/accounts/passkeys/offers-passkey";
import type { Journey } from "@/lib/journey/read/load-journey";
import { printerPicture } from "@/lib/journey/urls/journey-urls";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";

const heading = ({ app }: Journey) => t.rich("done.opening", { app: app?.name ?? "", n: isolated });

/** The page's title once this stands there. */
export const openingTitle = (journey: Journey): string =>
  pageTitle({ title: heading(journey), app: journey.app?.name });

/**
 * What stands where the question was, once an app was told by its own address. Mostly the app is there by then: only
 * after two seconds there is something to do. The button works for two minutes.
 * @param printer its name, where it is known before it was chosen
 */
export function OpeningApp({ journey, printer }: { journey: Journey; printer: string | undefined }) {
  const app = journey.app?.name ?? "";
  return (
    <StepFrame
      {...frameOf({ journey })}
      step="done"
      thread={{ picture: printerPicture(journey.id) }}
      left={0}
      inPlace
      title={heading(journey)}
      lead={
        <p role="status">
          {printer
            ? t.rich("done.openingLead", { app, printer, b: bold, n: isolated })
            : t.rich("done.openingLeadShort", { app, n: isolated })}
        </p>
      }
    >
      {/* Known only once the portal says that it is done: the page's script shows it then. */}
      <div data-key-refused hidden className="mb-4">
        <KeyRefused app={app} />
      </div>
      <div className="after-a-while flex grow flex-col">
        <PasskeyOffer shown={offersPasskey(journey.user)} decline={stepUrl("done/no-passkey", journey.id)} />
        <Actions>
          {/* The button answers this question, so it stands right above it. */}
          <p className="text-small text-soft">
            <b className="text-ink">{t.rich("done.standing", { app, n: isolated })}</b> {t("done.standingLead")}
          </p>
          <Form action={stepUrl("done/return", journey.id)} patienceMs={2000}>
            <Button>{t("done.tryAgain")}</Button>
          </Form>
        </Actions>
      </div>
    </StepFrame>
  );
}

import { PasskeyOffer } from "@/components/account/passkey-offer";
import { frameOf } from "@/components/journey/frame-of";
import { KeyRefused } from "@/components/journey/key-refused";
import { Actions, MoreActions, StepFrame } from "@/components/journey/step-frame";
import type { ScreenProps } from "@/components/journey/steps/screen";
import { bold, isolated } from "@/components/ui/bold";
import { Button, ButtonLink } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { offersPasskey } from "@/lib/accounts/passkeys/offers-passkey";
import { printerPicture } from "@/lib/journey/urls/journey-urls";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";

/** The journey is over and went well. Holds no secrets: those left with the redirect. */
export function DoneScreen({ journey, view }: ScreenProps<"done">) {
  const app = journey.app?.name ?? "";
  const { printer, late, again } = view;
  return (
    <StepFrame
      {...frameOf({ journey })}
      step="done"
      thread={{ picture: printer ? printerPicture(journey.id) : undefined }}
      title={t("done.title")}
      lead={
        late ? (
          <p role="status">{t.rich("done.late", { app, n: isolated })}</p>
        ) : (
          <p>{printer ? t.rich("done.lead", { app, printer, b: bold, n: isolated }) : t("done.leadShort")}</p>
        )
      }
    >
      {view.keyRefused && <KeyRefused app={app} />}
      <PasskeyOffer shown={!late && offersPasskey(journey.user)} decline={stepUrl("done/no-passkey", journey.id)} />
      <Actions>
        <Form action={stepUrl("done/return", journey.id)}>
          <Button>
            <span>{t.rich("done.return", { app, n: isolated })}</span>
          </Button>
        </Form>
        <MoreActions>
          <ButtonLink look="quiet" href={again}>
            {t("done.again")}
          </ButtonLink>
          <ButtonLink look="quiet" href="/account">
            {t("yourAccount.open")}
          </ButtonLink>
        </MoreActions>
      </Actions>
    </StepFrame>
  );
}

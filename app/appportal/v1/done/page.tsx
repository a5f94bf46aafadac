import { Actions, StepFrame } from "@/components/journey/step-frame";
import { bold } from "@/components/ui/bold";
import { Button, ButtonLink } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { consentedPrinterName } from "@/lib/connections/connection-store";
import { journeyLogo } from "@/lib/journey/journey-logo";
import { restartUrl } from "@/lib/journey/restart-url";
import { stepUrl } from "@/lib/journey/step-url";
import { first, openStep, type SearchParams } from "@/lib/web/journey-request";
import { t } from "@/lib/messages/messages";

/** The journey is over and went well. Holds no secrets: those left with the redirect. */
export default async function DonePage({ searchParams }: { searchParams: SearchParams }) {
  const journey = await openStep("done", searchParams);
  const { id } = journey.session;
  const app = journey.app?.name ?? "";
  const printer = await consentedPrinterName(id);
  return (
    <StepFrame
      step="done"
      logo={journeyLogo(journey)}
      title={t("done.title")}
      lead={<p>{printer ? t.rich("done.lead", { app, printer, b: bold }) : t("done.leadShort")}</p>}
    >
      {first((await searchParams).late) === "1" && (
        <Notice tone="warn" live>
          {t("done.late", { app })}
        </Notice>
      )}
      <Actions>
        <Form action={stepUrl("done/return", id)}>
          <Button>{t("done.return", { app })}</Button>
        </Form>
        <ButtonLink look="quiet" href={restartUrl(journey.session)}>
          {t("done.again")}
        </ButtonLink>
        <ButtonLink look="quiet" href="/account">
          {t("yourAccount.open")}
        </ButtonLink>
      </Actions>
    </StepFrame>
  );
}

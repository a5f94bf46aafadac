import { LeavePrinterStep, wishesForeignPrinter } from "@/components/journey/leave-printer-step";
import { Actions, StepFrame } from "@/components/journey/step-frame";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { RadioCard } from "@/components/ui/radio-card";
import type { Journey } from "@/lib/journey/load-journey";
import { PORTAL_PATH } from "@/lib/journey/step-url";
import { t } from "@/lib/messages/messages";
import { PLATFORMS, type Platform } from "@/lib/octostream/platforms";

export type PrinterPageProps = {
  journey: Journey;
  logo: string | undefined;
  formError: { code: string; text: string } | undefined;
};

/** Which kind of printer is to be added: decides the steps shown next, nothing else. */
export function ChooseKind({ journey, logo, formError }: PrinterPageProps) {
  const { session, app } = journey;
  const wished = wishesForeignPrinter(journey);
  const lead = wished && app ? t("printer.wished", { app: app.name }) : t("printer.lead");
  return (
    <StepFrame step="printer" logo={logo} title={t("printer.title")} lead={<p>{lead}</p>}>
      <form method="get" action={`${PORTAL_PATH}/printer`} className="flex grow flex-col">
        <input type="hidden" name="session" value={session.id} />
        {formError && (
          <div className="mb-4">
            <Notice tone="bad">{formError.text}</Notice>
          </div>
        )}
        <fieldset className="flex flex-col gap-2.5">
          <legend className="sr-only">{t("printer.lead")}</legend>
          {(Object.keys(PLATFORMS) as Platform[]).map((kind) => (
            <RadioCard
              key={kind}
              name="kind"
              value={kind}
              label={t(`printer.kinds.${kind}`)}
              detail={t(`printer.kindHints.${kind}`)}
            />
          ))}
        </fieldset>
        <Actions>
          <Button>{t("printer.continue")}</Button>
        </Actions>
      </form>
      <div className="mt-1.5">
        <LeavePrinterStep journey={journey} />
      </div>
    </StepFrame>
  );
}

import { LeavePrinterStep } from "@/components/journey/leave-printer-step";
import { Actions, StepFrame } from "@/components/journey/step-frame";
import type { ScreenProps } from "@/components/journey/steps/screen";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { RadioCard } from "@/components/ui/radio-card";
import { wishesForeignPrinter } from "@/lib/journey/read/printer";
import { journeyLogo } from "@/lib/journey/urls/journey-urls";
import { PORTAL_PATH } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";
import { PLATFORMS, type Platform } from "@/lib/octostream/platforms";

export type PrinterPageProps = Pick<ScreenProps<"printer">, "journey" | "error">;

/** Which kind of printer is to be added: decides the steps shown next, nothing else. */
export function ChooseKind({ journey, error }: PrinterPageProps) {
  const { id, app } = journey;
  const wished = wishesForeignPrinter(journey);
  const lead = wished && app ? t("printer.wished", { app: app.name }) : t("printer.lead");
  return (
    <StepFrame step="printer" logo={journeyLogo(journey)} title={t("printer.title")} lead={<p>{lead}</p>}>
      <form method="get" action={`${PORTAL_PATH}/printer`} className="flex grow flex-col">
        <input type="hidden" name="session" value={id} />
        {error && (
          <div className="mb-4">
            <Notice tone="bad">{error.text}</Notice>
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

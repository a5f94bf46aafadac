import { frameOf } from "@/components/journey/frame-of";
import { LeavePrinterStep } from "@/components/journey/leave-printer-step";
import { LinkingCodeForm, type PrinterPageProps } from "@/components/journey/linking-code-form";
import { PrinterRefused } from "@/components/journey/printer-refused";
import { StepFrame } from "@/components/journey/step-frame";
import { isolated } from "@/components/ui/bold";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { wishesForeignPrinter } from "@/lib/journey/read/printer";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";

/**
 * The printer that the app named, whoever's it is and whether or not there is one: what is said here is the same. Its
 * kind is not asked, since nothing depends on it.
 */
export function EnterShownCode({
  journey,
  error,
  shown,
  refused,
}: PrinterPageProps & { shown: boolean; refused: boolean }) {
  const { app } = journey;
  const wished = wishesForeignPrinter(journey) && app;
  return (
    <StepFrame
      {...frameOf({ journey, error })}
      step="printer"
      title={t("printer.title")}
      lead={<p>{wished ? t.rich("printer.wished", { app: app.name, n: isolated }) : t("printer.wishedLead")}</p>}
    >
      {refused && <PrinterRefused />}
      <Form action={stepUrl("printer/show", journey.id)} className="mb-5 flex flex-col gap-3">
        <p className="text-small text-soft" role={shown ? "status" : undefined}>
          {t(shown ? "printer.shown" : "printer.showLead")}
        </p>
        <Button look="outline">{t(shown ? "printer.askAgain" : "printer.show")}</Button>
      </Form>
      <LinkingCodeForm journey={journey} error={error} named />
      <LeavePrinterStep journey={journey} />
    </StepFrame>
  );
}

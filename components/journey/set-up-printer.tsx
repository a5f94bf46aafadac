import { frameOf } from "@/components/journey/frame-of";
import { LeavePrinterStep } from "@/components/journey/leave-printer-step";
import { LinkingCodeForm, type PrinterPageProps } from "@/components/journey/linking-code-form";
import { NearbyHint } from "@/components/journey/nearby-hint";
import { PrinterKinds } from "@/components/journey/printer-kinds";
import { PrinterRefused } from "@/components/journey/printer-refused";
import { SetupLine } from "@/components/journey/setup-line";
import { StepFrame } from "@/components/journey/step-frame";
import { isolated } from "@/components/ui/bold";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { wishesForeignPrinter, type PrinterView } from "@/lib/journey/read/printer";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";
import { setupLine } from "@/lib/printers/setup/setup-line";

type Props = PrinterPageProps & Omit<Extract<PrinterView, { ask: "setup" }>, "ask" | "error">;

/** The line for the computer beside the printer, which appears here by itself then; or the code that it shows. */
export function SetUpPrinter({ journey, error, token, voided, mailed, refused, awaited }: Props) {
  const { id, app, user } = journey;
  const wished = wishesForeignPrinter(journey) && app;
  return (
    <StepFrame
      {...frameOf({ journey, error })}
      step="printer"
      thread={{ state: "pulse", via: true }}
      title={t("printer.title")}
      lead={
        <>
          {wished && <p className="mb-1">{t.rich("printer.wished", { app: app.name, n: isolated })}</p>}
          <p>
            {t.rich("setup.lead", {
              a: (text) => (
                <a
                  href={stepUrl("printer", id, { other: "1", way: "agent" })}
                  className="underline underline-offset-2 hover:text-ink"
                >
                  {text}
                </a>
              ),
            })}
          </p>
        </>
      }
    >
      {refused && <PrinterRefused />}
      <div className="flex flex-col gap-5">
        {voided && <Notice tone="warn">{t("setup.voided")}</Notice>}
        {mailed && (
          <Notice tone="good" live>
            {t.rich("setup.mailed", { email: user?.email ?? "", n: isolated })}
          </Notice>
        )}
        {awaited && (
          <Notice tone="good" live>
            {t("agent.awaited")}
          </Notice>
        )}
        <SetupLine line={setupLine(token)}>
          <Form action={stepUrl("printer/mail", id)} className="flex">
            <Button look="outline">{t("setup.mail")}</Button>
          </Form>
        </SetupLine>
        <NearbyHint
          url={stepUrl("printer/nearby", id)}
          text={voided ? undefined : t("printer.nearby")}
          waiting={t("setup.waiting")}
        />
        <LinkingCodeForm journey={journey} error={error} named={false} />
        <PrinterKinds line={setupLine(token)} />
      </div>
      <div className="mt-3">
        <LeavePrinterStep journey={journey} />
      </div>
    </StepFrame>
  );
}

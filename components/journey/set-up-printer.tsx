import { frameOf } from "@/components/journey/frame-of";
import { LeavePrinterStep } from "@/components/journey/leave-printer-step";
import { LinkingCodeForm, type PrinterPageProps } from "@/components/journey/linking-code-form";
import { NearbyHint } from "@/components/journey/nearby-hint";
import { PrinterKinds } from "@/components/journey/printer-kinds";
import { PrinterRefused } from "@/components/journey/printer-refused";
import { SetupLine } from "@/components/journey/setup-line";
import { StepFrame } from "@/components/journey/step-frame";
import { BackLink } from "@/components/ui/back";
import { isolated } from "@/components/ui/bold";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { WaitingRow } from "@/components/ui/waiting-row";
import { wishesForeignPrinter, type PrinterView } from "@/lib/journey/read/printer";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";
import { setupLine } from "@/lib/printers/setup/setup-line";

type Props = PrinterPageProps & Omit<Extract<PrinterView, { ask: "setup" }>, "ask" | "error">;

const link = (href: string) =>
  function Link(words: React.ReactNode) {
    return (
      <a href={href} className="underline underline-offset-2 hover:text-ink">
        {words}
      </a>
    );
  };

const leadOf = (id: string) => t.rich("setup.lead", { a: link(stepUrl("printer", id, { other: "1", way: "agent" })) });

/** The line, and the ways to the computer: by hand, or by mail. @param second the code is what there is to do */
const Line = ({ id, token, second }: { id: string; token: string; second: boolean }) => (
  <SetupLine line={setupLine(token)} second={second}>
    <Form action={stepUrl("printer/mail", id)} className="flex">
      <Button look="outline">{t("setup.mail")}</Button>
    </Form>
  </SetupLine>
);

/** The code's field first: a printer is there, the line was mailed, or the code was not right. */
function CodeFirst({ journey, error, token, mailed, isNearby }: Props) {
  const { id, user } = journey;
  return (
    <>
      {mailed ? (
        <Notice tone="good" live>
          {t.rich("setup.mailed", { email: user?.email ?? "", n: isolated })}
        </Notice>
      ) : (
        isNearby && <Notice tone="good">{t("printer.nearby")}</Notice>
      )}
      <LinkingCodeForm journey={journey} error={error} named={false} first />
      <div className="flex flex-col gap-2.5">
        <NearbyHint url={stepUrl("printer/nearby", id)} waiting={mailed ? t("setup.waiting") : ""} />
        {mailed ? (
          <BackLink href={stepUrl("printer", id, { other: "1" })}>{t("agent.back")}</BackLink>
        ) : (
          <>
            <p className="text-small text-soft">{leadOf(id)}</p>
            <Line id={id} token={token} second />
          </>
        )}
      </div>
    </>
  );
}

/** The line first, and the code for who has one. */
const LineFirst = ({ journey, error, token, voided }: Props) => (
  <>
    {voided && <Notice tone="warn">{t("setup.voided")}</Notice>}
    <Line id={journey.id} token={token} second={false} />
    <NearbyHint
      url={stepUrl("printer/nearby", journey.id)}
      text={voided ? undefined : t("printer.nearby")}
      waiting={t("setup.waiting")}
    />
    <LinkingCodeForm journey={journey} error={error} named={false} />
  </>
);

/** The printer's code was entered, and the printer comes by itself. */
const Awaited = ({ id }: { id: string }) => (
  <div>
    <WaitingRow>{t("agent.awaited")}</WaitingRow>
    <NearbyHint url={stepUrl("printer/nearby", id)} waiting="" />
  </div>
);

/** The line for the computer beside the printer, which appears here by itself then; or the code that it shows. */
export function SetUpPrinter(props: Props) {
  const { journey, error, token, voided, mailed, isNearby, refused, awaited } = props;
  const { id, app, printers } = journey;
  const wished = wishesForeignPrinter(journey) && app;
  const isCodeFirst = !voided && (mailed || isNearby || error !== undefined);
  const lead = isCodeFirst || awaited ? undefined : leadOf(id);
  return (
    <StepFrame
      {...frameOf({ journey, error })}
      step="printer"
      thread={{ state: "pulse", via: true }}
      title={t(printers.length > 0 && !wished ? "printer.anotherTitle" : "printer.title")}
      lead={
        <>
          {wished && <p className="mb-1">{t.rich("printer.wished", { app: app.name, n: isolated })}</p>}
          {lead && <p>{lead}</p>}
        </>
      }
    >
      {refused && <PrinterRefused />}
      <div className="flex flex-col gap-5">
        {awaited ? <Awaited id={id} /> : isCodeFirst ? <CodeFirst {...props} /> : <LineFirst {...props} />}
        {!awaited && !mailed && <PrinterKinds line={setupLine(token)} />}
      </div>
      <div className="mt-3">
        <LeavePrinterStep journey={journey} />
      </div>
    </StepFrame>
  );
}

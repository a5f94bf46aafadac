import { frameOf } from "@/components/journey/frame-of";
import type { PrinterPageProps } from "@/components/journey/linking-code-form";
import { OnlineTag } from "@/components/journey/online-tag";
import { PrinterFault } from "@/components/journey/printer-fault";
import { Actions, StepFrame } from "@/components/journey/step-frame";
import { bold } from "@/components/ui/bold";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import type { ShownPrinter } from "@/lib/journey/read/printer";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";
import { ago } from "@/lib/messages/relative-time";
import { isAboutTheName, proposedName } from "@/lib/printers/printer-name";

type Found = { printer: ShownPrinter; isHere: boolean };

/** What tells a printer from others: its kind, its computer, its network. */
function FoundPrinterCard({ printer, isHere }: Found) {
  return (
    <div className="mb-5 rounded-card border border-line bg-card px-[18px] py-4 sm:bg-paper">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <b>{t(`printer.kinds.${printer.platform}`)}</b>
        <OnlineTag {...printer} />
      </div>
      <div className="text-small text-soft [&_b]:text-ink">
        {printer.hostName && <p>{t.rich("printer.onHost", { host: printer.hostName, b: bold })}</p>}
        {printer.addressEnding && <p>{t.rich("printer.onNetwork", { ending: printer.addressEnding, b: bold })}</p>}
        {printer.isAgent && printer.networkAddress && (
          <p>
            {isHere
              ? t("printer.fromHere")
              : t.rich("printer.fromElsewhere", { address: printer.networkAddress, b: bold })}
          </p>
        )}
        <p>{t("printer.firstSeen", { when: ago(printer.firstSeenAt) })}</p>
      </div>
    </div>
  );
}

/** Which printer the code or the line led to. Only "Add printer" makes it the account's (RFC 8628 5.4). */
export function ConfirmPrinter({ journey, error, printer, isHere }: PrinterPageProps & Found) {
  const { id, draft, user } = journey;
  const nameError = error && isAboutTheName(error.code) ? error.text : undefined;
  return (
    <StepFrame
      {...frameOf({ journey, error })}
      step="printer"
      thread={{ at: "found", ...(printer.byLine && { state: "shoot" }) }}
      title={t("printer.confirmTitle")}
      lead={printer.byLine && <p>{t(printer.isAgent ? "printer.byAgent" : "printer.byLine")}</p>}
    >
      <FoundPrinterCard printer={printer} isHere={isHere} />
      <Form id="add-printer" action={stepUrl("printer/add", id)}>
        <input type="hidden" name="printer" value={printer.printerId} />
        <div className="flex flex-col gap-4">
          {printer.contested && <Notice tone="warn">{t("printer.contested")}</Notice>}
          <PrinterFault printer={printer} />
          {error && !nameError && <Notice tone="bad">{error.text}</Notice>}
          <Field
            name="name"
            label={t("printer.name")}
            required
            autoComplete="off"
            enterKeyHint="done"
            defaultValue={draft.printerName ?? printer.saidName ?? proposedName(printer.platform)}
            error={nameError}
            hint={t("printer.nameHint")}
          />
          {user && (
            <p className="text-small text-soft">{t.rich("printer.belongsTo", { email: user.email, b: bold })}</p>
          )}
        </div>
      </Form>
      <Actions>
        <Button form="add-printer">{t("printer.add")}</Button>
        <Form action={stepUrl("printer/retry", id)}>
          <Button look="quiet">{t("printer.notMine")}</Button>
        </Form>
      </Actions>
    </StepFrame>
  );
}

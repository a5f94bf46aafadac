import { Notice } from "@/components/ui/notice";
import { env } from "@/lib/env";
import { t } from "@/lib/messages/messages";
import type { OwnedPrinter } from "@/lib/printers/printer-store";

/** Why apps cannot use a printer that is online, and what to do about it. */
export const PrinterFault = ({ printer: { fault } }: { printer: Pick<OwnedPrinter, "fault"> }) =>
  fault ? (
    <div className="mt-3">
      <Notice tone="warn">{t(`printer.faultLeads.${fault}`, { service: env().serviceName })}</Notice>
    </div>
  ) : null;

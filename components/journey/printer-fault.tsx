import { Notice } from "@/components/ui/notice";
import { env } from "@/lib/env";
import { t } from "@/lib/messages/messages";
import type { OwnedPrinter } from "@/lib/printers/printer-store";

/** In another window: the page at hand may be a step of a journey. */
const howTo = (words: React.ReactNode) => (
  <a href="/setup#update" target="_blank" rel="noreferrer" className="underline underline-offset-2">
    {words}
  </a>
);

/** Why apps cannot use a printer that is online, and what to do about it. */
export const PrinterFault = ({ printer: { fault } }: { printer: Pick<OwnedPrinter, "fault"> }) =>
  fault ? (
    <div className="mt-3">
      <Notice tone="warn">{t.rich(`printer.faultLeads.${fault}`, { service: env().serviceName, a: howTo })}</Notice>
    </div>
  ) : null;

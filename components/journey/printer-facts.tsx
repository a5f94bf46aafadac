import { OnlineTag } from "@/components/journey/online-tag";
import { t } from "@/lib/messages/messages";
import { ago } from "@/lib/messages/relative-time";
import type { OwnedPrinter } from "@/lib/printers/printer-store";

/** What is known of a printer: whether it is online, and what it said of itself. */
export function PrinterFacts({ printer }: { printer: OwnedPrinter }) {
  const rows = [
    { label: t("view.kind"), value: t(`printer.kinds.${printer.platform}`) },
    ...(printer.lastSeenAt ? [{ label: t("view.lastSeen"), value: ago(printer.lastSeenAt) }] : []),
    ...(printer.lanAddress ? [{ label: t("view.address"), value: printer.lanAddress }] : []),
    ...(printer.pluginVersion ? [{ label: t("view.version"), value: printer.pluginVersion }] : []),
  ];
  return (
    <dl className="rounded-card border border-line bg-card px-[18px] py-[5px] sm:bg-paper">
      <div className="flex items-center justify-between gap-4 py-[11px]">
        <dt className="text-soft">{t("view.state")}</dt>
        <dd>
          <OnlineTag {...printer} />
        </dd>
      </div>
      {rows.map(({ label, value }) => (
        <div key={label} className="flex items-baseline justify-between gap-4 border-t border-line py-[11px]">
          <dt className="text-soft">{label}</dt>
          <dd className="text-right font-medium [overflow-wrap:anywhere]">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

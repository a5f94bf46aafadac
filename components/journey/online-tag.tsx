import { t } from "@/lib/messages/messages";
import { ago } from "@/lib/messages/relative-time";
import type { OwnedPrinter } from "@/lib/printers/printer-store";

/** Whether a printer is there now, and apps can use it, or when it was. */
export function OnlineTag({ online, lastSeenAt, fault }: Pick<OwnedPrinter, "online" | "lastSeenAt" | "fault">) {
  if (fault)
    return (
      <span className="rounded-full bg-warn-wash px-2.5 py-0.5 text-[0.8rem] font-semibold whitespace-nowrap text-warn">
        {t(`printer.faults.${fault}`)}
      </span>
    );
  if (online)
    return (
      <span className="rounded-full bg-good-wash px-2.5 py-0.5 text-[0.8rem] font-semibold whitespace-nowrap text-good">
        {t("printer.online")}
      </span>
    );
  return (
    <span className="text-[0.8rem] whitespace-nowrap text-soft">
      {lastSeenAt ? t("printer.lastSeen", { when: ago(lastSeenAt) }) : t("printer.neverSeen")}
    </span>
  );
}

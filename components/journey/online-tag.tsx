import { t } from "@/lib/messages/messages";
import { ago } from "@/lib/messages/relative-time";
import type { OwnedPrinter } from "@/lib/printers/printer-store";

const tag = "inline-flex items-center gap-1.5 text-tiny font-semibold";

/** Whether a printer is there, so that apps can use it, or when it was. The dot says it too: full, or a ring. */
export function OnlineTag({ online, lastSeenAt, fault }: Pick<OwnedPrinter, "online" | "lastSeenAt" | "fault">) {
  if (fault)
    return (
      <span className={`${tag} text-warn`}>
        <span aria-hidden className="size-2 flex-none rotate-45 bg-current" />
        {t(`printer.faults.${fault}`)}
      </span>
    );
  if (online)
    return (
      <span className={`${tag} text-good`}>
        <span aria-hidden className="size-2 flex-none rounded-full bg-current" />
        {t("printer.online")}
      </span>
    );
  return (
    <span className={`${tag} text-soft`}>
      <span aria-hidden className="size-2 flex-none rounded-full border-2 border-current" />
      {lastSeenAt ? t("printer.offlineSeen", { when: ago(lastSeenAt) }) : t("printer.neverSeen")}
    </span>
  );
}

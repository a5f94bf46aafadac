import type { ReactNode } from "react";
import { minutes, now } from "@/lib/clock";
import { t } from "@/lib/messages/messages";
import { ago } from "@/lib/messages/relative-time";
import type { OwnedPrinter } from "@/lib/printers/printer-store";

/** Something that is away was not seen "just now". */
const whenSeen = (at: Date) =>
  now().getTime() - at.getTime() < minutes(1) ? t("printer.lastSeenNow") : t("printer.lastSeen", { when: ago(at) });

/** A dot for what is there, a ring for what is not: the word beside it says it too. */
const Tag = ({ look, isThere, children }: { look: string; isThere: boolean; children: ReactNode }) => (
  <span className={`inline-flex items-center gap-1.5 text-tiny font-semibold ${look}`}>
    <svg viewBox="0 0 10 10" className="size-2.5 flex-none" aria-hidden>
      <circle
        cx="5"
        cy="5"
        r="3.5"
        stroke="currentColor"
        strokeWidth="2"
        className={isThere ? "fill-current" : "fill-none"}
      />
    </svg>
    {children}
  </span>
);

/** Whether a printer is there now, and apps can use it, or when it was. */
export function OnlineTag({
  online,
  lastSeenAt,
  fault,
  silent,
}: Pick<OwnedPrinter, "online" | "lastSeenAt" | "fault"> & Partial<Pick<OwnedPrinter, "silent">>) {
  if (fault)
    return (
      <Tag look="text-warn" isThere>
        {t(`printer.faults.${fault}`)}
      </Tag>
    );
  if (online && silent)
    return (
      <Tag look="text-warn" isThere={false}>
        {t("printer.silent")}
      </Tag>
    );
  if (online)
    return (
      <Tag look="text-good" isThere>
        {t("printer.online")}
      </Tag>
    );
  return (
    <Tag look="text-soft" isThere={false}>
      {lastSeenAt ? whenSeen(lastSeenAt) : t("printer.neverSeen")}
    </Tag>
  );
}

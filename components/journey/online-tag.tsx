import { t } from "@/lib/messages/messages";
import { ago } from "@/lib/messages/relative-time";

/** Whether a printer is there now, or when it was. */
export function OnlineTag({ online, lastSeenAt }: { online: boolean; lastSeenAt: Date | null }) {
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

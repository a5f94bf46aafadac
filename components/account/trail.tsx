import { Rows, TextRow } from "@/components/ui/rows";
import type { TrailEntry } from "@/lib/audit/audit-store";
import { ago } from "@/lib/messages/relative-time";
import { t } from "@/lib/messages/messages";

/** Audit entries in plain words, newest first. */
export function Trail({ entries }: { entries: TrailEntry[] }) {
  if (entries.length === 0) return <p className="text-[0.94rem] text-soft">{t("yourAccount.noActivity")}</p>;
  return (
    <Rows ordered>
      {entries.map((entry) => (
        <TextRow
          key={entry.id}
          label={t(`trail.${entry.kind}`, {
            app: entry.appName ?? t("trail.anApp"),
            printer: entry.printerName ?? t("trail.aPrinter"),
          })}
          detail={`${ago(entry.at)}${entry.address ? ` · ${entry.address}` : ""}`}
        />
      ))}
    </Rows>
  );
}

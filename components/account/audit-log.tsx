import { isolated } from "@/components/ui/bold";
import { Rows, TextRow } from "@/components/ui/rows";
import type { AuditLogLine } from "@/lib/audit-log/audit-log-store";
import { t } from "@/lib/messages/messages";
import { ago } from "@/lib/messages/relative-time";

/** Audit log entries in plain words, newest first. @param when says when one was: how long ago unless given */
export function AuditLog({ entries, when = ago }: { entries: AuditLogLine[]; when?: (at: Date) => string }) {
  if (entries.length === 0) return <p className="text-small text-soft">{t("yourAccount.noActivity")}</p>;
  return (
    <Rows ordered>
      {entries.map((entry) => (
        <TextRow
          key={entry.id}
          label={t.rich(`auditLog.${entry.kind}`, {
            app: entry.appName ?? t("auditLog.anApp"),
            printer: entry.printerName ?? t("auditLog.aPrinter"),
            n: isolated,
          })}
          detail={[
            when(entry.at),
            entry.address,
            entry.times > 1 ? t("auditLog.times", { count: entry.times }) : undefined,
          ]
            .filter(Boolean)
            .join(" · ")}
        />
      ))}
    </Rows>
  );
}

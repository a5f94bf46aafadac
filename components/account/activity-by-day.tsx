import { AuditLog } from "@/components/account/audit-log";
import { PartTitle } from "@/components/ui/rows";
import type { AuditLogLine } from "@/lib/audit-log/audit-log-store";
import { atClock, onDay } from "@/lib/messages/calendar-date";
import { t } from "@/lib/messages/messages";

/** Entries by the day they were of, newest first. Pure. */
function byDay(entries: AuditLogLine[]): Map<string, AuditLogLine[]> {
  const days = new Map<string, AuditLogLine[]>();
  for (const entry of entries) {
    const day = onDay(entry.at);
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return days;
}

/** What was done with the account, day by day. */
export function ActivityByDay({ entries }: { entries: AuditLogLine[] }) {
  if (entries.length === 0) return <AuditLog entries={[]} />;
  return (
    <div className="[&>section:first-child>h2]:mt-0">
      {[...byDay(entries)].map(([day, ofDay]) => (
        <section key={day}>
          <PartTitle>{day}</PartTitle>
          <AuditLog entries={ofDay} when={atClock} />
        </section>
      ))}
      <p className="mt-4 text-tiny text-soft">{t("auditLog.utc")}</p>
    </div>
  );
}

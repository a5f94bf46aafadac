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

const isSame = (a: AuditLogLine, b: AuditLogLine) =>
  a.kind === b.kind && a.address === b.address && a.appName === b.appName && a.printerName === b.printerName;

/** Lines that follow each other and say the same are one, of the newest's time and said how often. Pure. */
function mergeSame(entries: AuditLogLine[]): AuditLogLine[] {
  const merged: AuditLogLine[] = [];
  for (const entry of entries) {
    const last = merged.at(-1);
    if (last && isSame(last, entry)) merged[merged.length - 1] = { ...last, times: last.times + entry.times };
    else merged.push(entry);
  }
  return merged;
}

/** What was done with the account, day by day. */
export function ActivityByDay({ entries }: { entries: AuditLogLine[] }) {
  if (entries.length === 0) return <AuditLog entries={[]} />;
  return (
    <div className="[&>section:first-child>h2]:mt-0">
      {[...byDay(entries)].map(([day, ofDay]) => (
        <section key={day}>
          <PartTitle>{day}</PartTitle>
          <AuditLog entries={mergeSame(ofDay)} when={atClock} />
        </section>
      ))}
      <p className="mt-4 text-tiny text-soft">{t("auditLog.utc")}</p>
    </div>
  );
}

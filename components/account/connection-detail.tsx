import { endWords, lastUse } from "@/components/account/connection-words";
import { StateTag } from "@/components/account/state-tag";
import type { AccountConnection } from "@/lib/connections/account-connection-store";
import { atShortTime } from "@/lib/messages/calendar-date";
import { t } from "@/lib/messages/messages";
import { ago } from "@/lib/messages/relative-time";

/**
 * The lines below a connection's name: its state, since when it is there, and its last use.
 * @param exact the moment is said, since nothing else tells it from another one
 */
export function ConnectionDetail({ connection, exact = false }: { connection: AccountConnection; exact?: boolean }) {
  const when = exact ? atShortTime(connection.since) : ago(connection.since);
  return (
    <>
      <span className="block">
        <StateTag connection={connection} />
        {connection.endsAt && ` · ${endWords(connection)}`}
      </span>
      <span className="block">
        {connection.lastUse ? t("yourApps.usedLine", { use: lastUse(connection, false) }) : t("yourApps.unusedLine")}
      </span>
      <span className="block">
        {t.rich("yourApps.authorizedLine", { when, w: (words) => <span className="whitespace-nowrap">{words}</span> })}
      </span>
    </>
  );
}

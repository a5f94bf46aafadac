import { endWords, lastUse, printerWords } from "@/components/account/connection-words";
import { StateTag } from "@/components/account/state-tag";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Rows, PartTitle, LinkRow } from "@/components/ui/rows";
import type { AppGroup } from "@/lib/connections/group-by-app";
import { t } from "@/lib/messages/messages";

/** One app: its connections, each leading to its page, and a way to end all of them at once. */
export function AppConnections({ group: { appId, appName, connections } }: { group: AppGroup }) {
  return (
    <section>
      <PartTitle>{appName}</PartTitle>
      <Rows>
        {connections.map((connection) => (
          <LinkRow
            key={connection.consentId} href={`/account/apps/${connection.consentId}`} label={printerWords(connection)}
            detail={
              <>
                <span className="block"><StateTag connection={connection} />{connection.endsAt && ` · ${endWords(connection)}`}</span>
                <span className="block">{t("yourApps.lastUsedLine", { use: lastUse(connection) })}</span>
              </>
            }
          />
        ))}
      </Rows>
      {connections.length > 1 && (
        <details className="mt-1">
          <summary className="flex min-h-12 cursor-pointer items-center px-1 text-[0.94rem] font-medium text-soft hover:text-ink">{t("yourApps.revokeAll", { app: appName })}</summary>
          <div className="pb-2">
            <p className="mb-3 px-1 text-[0.94rem] text-soft">{t("yourApps.revokeAllLead", { app: appName, count: connections.length })}</p>
            <Form action="/account/apps/revoke-all">
              <input type="hidden" name="app" value={appId} />
              <Button look="outline">{t("yourApps.revokeAllConfirm", { count: connections.length })}</Button>
            </Form>
          </div>
        </details>
      )}
    </section>
  );
}

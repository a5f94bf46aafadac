import { ConnectionDetail } from "@/components/account/connection-detail";
import { printerWords } from "@/components/account/connection-words";
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
            detail={<ConnectionDetail connection={connection} />}
          />
        ))}
      </Rows>
      {connections.length > 1 && (
        <details className="group/all mt-1">
          <summary className="flex min-h-12 cursor-pointer items-center gap-2 px-1 text-[0.94rem] font-medium text-soft hover:text-ink">
            {t("yourApps.revokeAll", { app: appName })}
            <svg viewBox="0 0 24 24" className="size-4 flex-none group-open/all:rotate-180" fill="none" stroke="currentColor" strokeWidth="2.5" strokeLinecap="round" strokeLinejoin="round" aria-hidden><path d="M6 9l6 6 6-6" /></svg>
          </summary>
          <div className="pb-2">
            <p className="mb-3 px-1 text-[0.94rem] text-soft">{t("yourApps.revokeAllLead", { app: appName, count: connections.length })}</p>
            <Form action="/account/apps/revoke-all">
              <input type="hidden" name="app" value={appId} />
              <Button look="outline"><span className="text-bad">{t("yourApps.revokeAllConfirm", { count: connections.length })}</span></Button>
            </Form>
          </div>
        </details>
      )}
    </section>
  );
}

import { ConnectionDetail } from "@/components/account/connection-detail";
import { printerWords } from "@/components/account/connection-words";
import { isolated } from "@/components/ui/bold";
import { Button } from "@/components/ui/button";
import { Disclosure } from "@/components/ui/disclosure";
import { Form } from "@/components/ui/form";
import { Rows, PartTitle, LinkRow } from "@/components/ui/rows";
import type { AccountConnection } from "@/lib/connections/account-connection-store";
import type { AppGroup } from "@/lib/connections/group-by-app";
import { t } from "@/lib/messages/messages";

/** One app: its connections, each leading to its page, and a way to end all of them at once. */
export function AppConnections({ group: { appId, appName, connections } }: { group: AppGroup }) {
  const isOneOfSeveral = ({ printer }: AccountConnection) =>
    connections.filter((other) => other.printer?.name === printer?.name).length > 1;
  return (
    <section id={`app-${appId}`}>
      <PartTitle>
        <bdi>{appName}</bdi>
      </PartTitle>
      <Rows>
        {connections.map((connection) => (
          <LinkRow
            key={connection.consentId}
            href={`/account/apps/${connection.consentId}`}
            label={<bdi>{printerWords(connection)}</bdi>}
            detail={<ConnectionDetail connection={connection} exact={isOneOfSeveral(connection)} />}
          />
        ))}
      </Rows>
      {connections.length > 1 && (
        <Disclosure
          summary={t.rich("yourApps.revokeAll", { app: appName, n: isolated })}
          lead={t.rich("yourApps.revokeAllLead", { app: appName, count: connections.length, n: isolated })}
        >
          <Form action="/account/revoke-app">
            <input type="hidden" name="app" value={appId} />
            <Button look="outline">
              <span className="text-bad">{t("yourApps.revokeAllConfirm", { count: connections.length })}</span>
            </Button>
          </Form>
        </Disclosure>
      )}
    </section>
  );
}

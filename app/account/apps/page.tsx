import { AccountFrame } from "@/components/account/account-frame";
import { AppConnections } from "@/components/account/app-connections";
import { printerWords, stateWords } from "@/components/account/connection-words";
import { NoApps } from "@/components/account/empty-account";
import { RevokedNotice } from "@/components/account/revoked-notice";
import { isolated } from "@/components/ui/bold";
import { PartTitle, Rows, TextRow } from "@/components/ui/rows";
import { listEndedConnections, listLivingConnections } from "@/lib/connections/account-connection-store";
import { groupByApp } from "@/lib/connections/group-by-app";
import { t } from "@/lib/messages/messages";
import { ago } from "@/lib/messages/relative-time";
import { requireUser } from "@/lib/web/account-request";
import { pageTitle } from "@/lib/web/page-title";
import { first, type SearchParams } from "@/lib/web/search-params";

export const generateMetadata = () => pageTitle(t("yourAccount.apps"));

/** Connected apps: what can reach the account's printers now, and what could lately. */
export default async function AppsPage({ searchParams }: { searchParams: SearchParams }) {
  const { user } = await requireUser("/account/apps");
  const [living, ended] = await Promise.all([listLivingConnections(user.id), listEndedConnections(user.id)]);
  return (
    <AccountFrame
      step="account-apps"
      title={t("yourAccount.apps")}
      lead={living.length > 0 && <p>{t("yourApps.lead")}</p>}
    >
      <RevokedNotice outcome={first((await searchParams).revoked)} />
      {living.length === 0 && <NoApps />}
      {groupByApp(living).map((group) => (
        <AppConnections key={group.appId} group={group} />
      ))}
      {ended.length > 0 && (
        <section>
          <PartTitle>{t("yourApps.ended")}</PartTitle>
          <Rows>
            {ended.map((connection) => (
              <TextRow
                key={connection.consentId}
                label={t.rich("yourApps.appOnPrinter", {
                  app: connection.appName,
                  printer: printerWords(connection),
                  n: isolated,
                })}
                detail={`${stateWords(connection).words} · ${connection.endedAt ? ago(connection.endedAt) : ""}`}
              />
            ))}
          </Rows>
        </section>
      )}
    </AccountFrame>
  );
}

import { notFound } from "next/navigation";
import { AccountFrame } from "@/components/account/account-frame";
import { AuditLog } from "@/components/account/audit-log";
import { endWords, lastUse, printerWords } from "@/components/account/connection-words";
import { StateTag } from "@/components/account/state-tag";
import { isolated } from "@/components/ui/bold";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { FactRows, PartTitle } from "@/components/ui/rows";
import { listConnectionAuditLog } from "@/lib/audit-log/audit-log-store";
import { getAccountConnection, listLivingConnections } from "@/lib/connections/account-connection-store";
import { onDate } from "@/lib/messages/calendar-date";
import { t } from "@/lib/messages/messages";
import { requireUser } from "@/lib/web/account-request";
import { currentUser } from "@/lib/web/current-user";
import { pageTitle } from "@/lib/web/page-title";

/** One connection of the account, and what was done with it. Of others' it says what it says of none. */
export default async function ConnectionPage({ params }: { params: Promise<{ consent: string }> }) {
  const { consent } = await params;
  const { user } = await requireUser(`/account/apps/${consent}`);
  const found = await getAccountConnection(user.id, consent);
  if (!found) notFound();
  const { connection, ids } = found;
  const { appName, endedAt, since, appId, printer } = connection;
  const alike = await listLivingConnections(user.id, { appId, ...(printer && { printerId: printer.printerId }) });
  const others = alike.filter(({ consentId }) => consentId !== consent).length;
  return (
    <AccountFrame
      step="account-app"
      back={{ href: "/account/apps", label: t("yourAccount.apps") }}
      title={<bdi>{appName}</bdi>}
      lead={
        <p>
          {t.rich(endedAt ? "yourApps.wasLead" : "yourApps.isLead", { printer: printerWords(connection), n: isolated })}
        </p>
      }
    >
      <FactRows
        facts={[
          { label: t("yourApps.state"), value: <StateTag connection={connection} /> },
          { label: t("yourApps.made"), value: onDate(since) },
          { label: t("yourApps.lastUsed"), value: lastUse(connection) },
          endedAt
            ? { label: t("yourApps.endedAt"), value: onDate(endedAt) }
            : { label: t("yourApps.lasts"), value: endWords(connection) },
        ]}
      />
      {!endedAt && (
        <Form action={`/account/apps/${consent}/revoke`} className="mt-4">
          <Button look="outline">
            <span className="text-bad">
              {others > 0 ? t("yourApps.revokeThis") : t.rich("yourApps.revoke", { app: appName, n: isolated })}
            </span>
          </Button>
          <p className="mt-2 text-tiny text-soft">
            {others > 0
              ? t.rich("yourApps.othersHint", { app: appName, count: others, n: isolated })
              : t("yourApps.revokeHint")}
          </p>
        </Form>
      )}
      <PartTitle>{t("yourApps.auditLog")}</PartTitle>
      <AuditLog entries={await listConnectionAuditLog(user.id, ids)} />
    </AccountFrame>
  );
}

/** App and printer, for their owner only: an app may reach several printers. */
export async function generateMetadata({ params }: Parameters<typeof ConnectionPage>[0]) {
  const user = await currentUser();
  const found = user && (await getAccountConnection(user.id, (await params).consent));
  if (!found) return pageTitle(t("yourAccount.apps"));
  const names = { app: found.connection.appName, printer: printerWords(found.connection) };
  return pageTitle(t.markup("yourApps.appOnPrinter", { ...names, n: (name) => name }));
}

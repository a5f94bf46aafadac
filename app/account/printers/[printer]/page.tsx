import { notFound } from "next/navigation";
import { AccountFrame } from "@/components/account/account-frame";
import { ConnectionDetail } from "@/components/account/connection-detail";
import { OnlineTag } from "@/components/journey/online-tag";
import { PrinterFault } from "@/components/journey/printer-fault";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { FactRows, LinkRow, PartTitle, Rows } from "@/components/ui/rows";
import { listLivingConnections, type AccountConnection } from "@/lib/connections/account-connection-store";
import { t } from "@/lib/messages/messages";
import { ago } from "@/lib/messages/relative-time";
import { isAboutTheName } from "@/lib/printers/printer-name";
import { getPrinterByPublicId, type OwnedPrinter } from "@/lib/printers/printer-store";
import { requireUser } from "@/lib/web/account-request";
import { errorText } from "@/lib/web/form-error";
import { first, type SearchParams } from "@/lib/web/search-params";

const factsOf = (printer: OwnedPrinter) => [
  { label: t("view.state"), value: <OnlineTag {...printer} /> },
  { label: t("view.kind"), value: t(`printer.kinds.${printer.platform}`) },
  ...(printer.online && printer.lastConnectedAt
    ? [{ label: t("yourPrinters.onlineSince"), value: ago(printer.lastConnectedAt) }]
    : []),
  ...(printer.lanAddress ? [{ label: t("view.address"), value: printer.lanAddress }] : []),
  ...(printer.pluginVersion ? [{ label: t("view.version"), value: printer.pluginVersion }] : []),
];

const NameForm = ({ action, name, error }: { action: string; name: string; error: string | undefined }) => (
  <Form action={action} className="mt-7 flex flex-col gap-3">
    <Field name="name" label={t("printer.name")} required autoComplete="off" defaultValue={name} error={error} />
    <Button look="outline">{t("yourPrinters.save")}</Button>
  </Form>
);

const Apps = ({ apps }: { apps: AccountConnection[] }) =>
  apps.length === 0 ? (
    <p className="text-small text-soft">{t("view.noApps")}</p>
  ) : (
    <Rows>
      {apps.map((app) => (
        <LinkRow
          key={app.consentId}
          href={`/account/apps/${app.consentId}`}
          label={app.appName}
          detail={<ConnectionDetail connection={app} />}
        />
      ))}
    </Rows>
  );

/** One printer of the account: its name, the apps that reach it, and the way to remove it. */
export default async function PrinterPage({
  params,
  searchParams,
}: {
  params: Promise<{ printer: string }>;
  searchParams: SearchParams;
}) {
  const { printer: publicId } = await params;
  const path = `/account/printers/${publicId}`;
  const { user } = await requireUser(path);
  const printer = await getPrinterByPublicId(user.id, publicId);
  if (!printer) notFound();
  const [apps, formError] = await Promise.all([
    listLivingConnections(user.id, { printerId: printer.printerId }),
    errorText(searchParams),
  ]);
  return (
    <AccountFrame
      step="account-printer"
      back={{ href: "/account/printers", label: t("yourAccount.printers") }}
      title={printer.name}
    >
      {first((await searchParams).saved) === "1" && (
        <div className="mb-4">
          <Notice tone="good" live>
            {t("yourPrinters.saved")}
          </Notice>
        </div>
      )}
      <FactRows facts={factsOf(printer)} />
      <PrinterFault printer={printer} />
      <NameForm
        action={`${path}/rename`}
        name={printer.name}
        error={formError && isAboutTheName(formError.code) ? formError.text : undefined}
      />
      <PartTitle>{t("view.apps")}</PartTitle>
      <Apps apps={apps} />
      <PartTitle>{t("yourPrinters.more")}</PartTitle>
      <Rows>
        <LinkRow href={`/view/${publicId}`} label={t("yourPrinters.view")} />
        <LinkRow
          href={`${path}/remove`}
          label={<span className="text-bad">{t("yourPrinters.remove")}</span>}
          detail={t("yourPrinters.removeHint")}
        />
      </Rows>
    </AccountFrame>
  );
}

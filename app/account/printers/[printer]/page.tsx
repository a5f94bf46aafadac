import { notFound } from "next/navigation";
import { AccountFrame } from "@/components/account/account-frame";
import { ConnectionDetail } from "@/components/account/connection-detail";
import { OnlineTag } from "@/components/journey/online-tag";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { FactRows, LinkRow, PartTitle, Rows } from "@/components/ui/rows";
import { listLivingConnections } from "@/lib/connections/account-connection-store";
import { requireUser } from "@/lib/web/account-request";
import { errorText } from "@/lib/web/form-error";
import { first, type SearchParams } from "@/lib/web/journey-request";
import { ago } from "@/lib/messages/relative-time";
import { t } from "@/lib/messages/messages";
import { getPrinterByPublicId } from "@/lib/printers/printer-store";

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
      <FactRows
        facts={[
          { label: t("view.state"), value: <OnlineTag online={printer.online} lastSeenAt={printer.lastSeenAt} /> },
          { label: t("view.kind"), value: t(`printer.kinds.${printer.platform}`) },
          ...(printer.online && printer.lastConnectedAt
            ? [{ label: t("yourPrinters.onlineSince"), value: ago(printer.lastConnectedAt) }]
            : []),
          ...(printer.lanAddress ? [{ label: t("view.address"), value: printer.lanAddress }] : []),
          ...(printer.pluginVersion ? [{ label: t("view.version"), value: printer.pluginVersion }] : []),
        ]}
      />
      <Form action={`${path}/rename`} className="mt-7 flex flex-col gap-3">
        <Field
          name="name"
          label={t("printer.name")}
          required
          maxLength={60}
          autoComplete="off"
          defaultValue={printer.name}
          error={formError?.code === "printer_name_missing" ? formError.text : undefined}
        />
        <Button look="outline">{t("yourPrinters.save")}</Button>
      </Form>
      <PartTitle>{t("view.apps")}</PartTitle>
      {apps.length === 0 ? (
        <p className="text-[0.94rem] text-soft">{t("view.noApps")}</p>
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
      )}
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

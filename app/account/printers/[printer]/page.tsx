import { notFound } from "next/navigation";
import { AccountFrame } from "@/components/account/account-frame";
import { ConnectionDetail } from "@/components/account/connection-detail";
import { OnlineTag } from "@/components/journey/online-tag";
import { PrinterFault } from "@/components/journey/printer-fault";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { FactRows, LinkRow, PartTitle, Rows, TextRow } from "@/components/ui/rows";
import { SmallButton } from "@/components/ui/small-button";
import { listLivingConnections, type AccountConnection } from "@/lib/connections/account-connection-store";
import { t } from "@/lib/messages/messages";
import { ago } from "@/lib/messages/relative-time";
import { wantsOfflineMail } from "@/lib/printers/offline/offline-mail-store";
import { isAboutTheName } from "@/lib/printers/printer-name";
import { getPrinterByPublicId, type OwnedPrinter } from "@/lib/printers/printer-store";
import { requireUser } from "@/lib/web/account-request";
import { currentUser } from "@/lib/web/current-user";
import { errorText } from "@/lib/web/form-error";
import { pageTitle } from "@/lib/web/page-title";
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

/** Emails about a printer: off until they are wanted. The emails lead here. */
const Emails = ({ action, printer, wanted }: { action: string; printer: string; wanted: boolean }) => (
  <section id="emails">
    <PartTitle>{t("yourPrinters.mailTitle")}</PartTitle>
    <Rows>
      <TextRow
        label={t("yourPrinters.mailOffline")}
        detail={t(wanted ? "yourPrinters.mailIsOn" : "yourPrinters.mailOfflineHint")}
        action={
          <Form action={action}>
            <input type="hidden" name="offline" value={wanted ? "no" : "yes"} />
            <SmallButton aria-label={t(wanted ? "yourPrinters.mailOffFor" : "yourPrinters.mailOnFor", { printer })}>
              {t(wanted ? "yourPrinters.mailOff" : "yourPrinters.mailOn")}
            </SmallButton>
          </Form>
        }
      />
    </Rows>
  </section>
);

/** What became of the form that led here. */
function Done({ saved, mails }: { saved: string | undefined; mails: string | undefined }) {
  const text =
    saved === "1"
      ? t("yourPrinters.saved")
      : mails === "on" || mails === "off"
        ? t(mails === "on" ? "yourPrinters.mailNowOn" : "yourPrinters.mailNowOff")
        : undefined;
  if (!text) return null;
  return (
    <div className="mb-4">
      <Notice tone="good" live>
        {text}
      </Notice>
    </div>
  );
}

const Apps = ({ apps }: { apps: AccountConnection[] }) =>
  apps.length === 0 ? (
    <p className="text-small text-soft">{t("view.noApps")}</p>
  ) : (
    <Rows>
      {apps.map((app) => (
        <LinkRow
          key={app.consentId}
          href={`/account/apps/${app.consentId}`}
          label={<bdi>{app.appName}</bdi>}
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
  const query = await searchParams;
  const [apps, wantsMail, formError] = await Promise.all([
    listLivingConnections(user.id, { printerId: printer.printerId }),
    wantsOfflineMail(printer.printerId, user.id),
    errorText(searchParams),
  ]);
  return (
    <AccountFrame
      step="account-printer"
      back={{ href: "/account/printers", label: t("yourAccount.printers") }}
      title={<bdi>{printer.name}</bdi>}
    >
      <Done saved={first(query.saved)} mails={first(query.mails)} />
      <FactRows facts={factsOf(printer)} />
      <PrinterFault printer={printer} />
      <NameForm
        action={`${path}/rename`}
        name={printer.name}
        error={formError && isAboutTheName(formError.code) ? formError.text : undefined}
      />
      <PartTitle>{t("view.apps")}</PartTitle>
      <Apps apps={apps} />
      <Emails action={`${path}/emails`} printer={printer.name} wanted={wantsMail} />
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

/** Its name, for its owner only. */
export async function generateMetadata({ params, searchParams }: Parameters<typeof PrinterPage>[0]) {
  const user = await currentUser();
  const printer = user && (await getPrinterByPublicId(user.id, (await params).printer));
  return pageTitle(printer?.name ?? t("yourAccount.printers"), searchParams);
}

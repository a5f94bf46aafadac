import { ConnectedApps } from "@/components/journey/connected-apps";
import { OnlineTag } from "@/components/journey/online-tag";
import { Actions, Heading, Sheet } from "@/components/journey/step-frame";
import { bold } from "@/components/ui/bold";
import { Button, ButtonLink } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { listConnectedApps } from "@/lib/connections/connected-app-store";
import { currentUser } from "@/lib/web/current-user";
import { first, type SearchParams } from "@/lib/web/journey-request";
import { ago } from "@/lib/messages/relative-time";
import { t } from "@/lib/messages/messages";
import { getPrinterByPublicId } from "@/lib/printers/printer-store";

/** Where `userPrinterAccessUrl` leads: the owner's page of a printer, behind sign-in. */
export default async function ViewPrinter({
  params,
  searchParams,
}: {
  params: Promise<{ printer: string }>;
  searchParams: SearchParams;
}) {
  const { printer: publicId } = await params;
  const user = await currentUser();
  const begin = `/getstarted/begin?${new URLSearchParams({ visit: `/view/${publicId}` })}`;
  if (!user) {
    return (
      <Sheet step="view">
        <Heading title={t("view.signInTitle")}>
          <p>{t("view.signInLead")}</p>
        </Heading>
        <Actions>
          <Form action={begin}>
            <Button>{t("view.signIn")}</Button>
          </Form>
        </Actions>
      </Sheet>
    );
  }
  const printer = await getPrinterByPublicId(user.id, publicId);
  if (!printer) {
    return (
      <Sheet step="view">
        <Heading title={t("view.notYours")}>
          <p>{t.rich("view.notYoursLead", { email: user.email, b: bold })}</p>
        </Heading>
        <Actions>
          <Form action={begin}>
            <Button look="outline" name="switch" value="1">
              {t("view.start")}
            </Button>
          </Form>
        </Actions>
      </Sheet>
    );
  }
  const apps = await listConnectedApps(user.id, printer.printerId);
  const revoked = first((await searchParams).revoked);
  const rows = [
    { label: t("view.kind"), value: t(`printer.kinds.${printer.platform}`) },
    { label: t("view.lastSeen"), value: printer.lastSeenAt ? ago(printer.lastSeenAt) : t("printer.neverSeen") },
    ...(printer.lanAddress ? [{ label: t("view.address"), value: printer.lanAddress }] : []),
    ...(printer.pluginVersion ? [{ label: t("view.version"), value: printer.pluginVersion }] : []),
  ];
  return (
    <Sheet step="view">
      <Heading title={printer.name} />
      {revoked === "revoked" && (
        <div className="mb-4">
          <Notice tone="good" live>
            {t("view.revoked")}
          </Notice>
        </div>
      )}
      {revoked === "key_left" && (
        <div className="mb-4">
          <Notice tone="warn" live>
            {t("view.keyLeft")}
          </Notice>
        </div>
      )}
      <img
        src={`/view/${printer.publicId}/snapshot`}
        alt={t("view.picture", { printer: printer.name })}
        decoding="async"
        className="mb-4 aspect-video w-full rounded-card border border-line bg-card object-cover"
      />
      <dl className="rounded-card border border-line bg-card px-[18px] py-[5px] sm:bg-paper">
        <div className="flex items-center justify-between gap-4 py-[11px]">
          <dt className="text-soft">{t("view.state")}</dt>
          <dd>
            <OnlineTag online={printer.online} lastSeenAt={printer.lastSeenAt} />
          </dd>
        </div>
        {rows.map(({ label, value }) => (
          <div key={label} className="flex items-baseline justify-between gap-4 border-t border-line py-[11px]">
            <dt className="text-soft">{label}</dt>
            <dd className="text-right font-medium [overflow-wrap:anywhere]">{value}</dd>
          </div>
        ))}
      </dl>
      <ConnectedApps apps={apps} revoke={`/view/${printer.publicId}/revoke`} />
      <Actions>
        <ButtonLink look="quiet" href={`/account/printers/${printer.publicId}`}>
          {t("view.manage")}
        </ButtonLink>
        <ButtonLink look="quiet" href="/account">
          {t("yourAccount.open")}
        </ButtonLink>
      </Actions>
    </Sheet>
  );
}

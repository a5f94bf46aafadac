import { PrinterCard } from "@/components/account/printer-card";
import { ConnectedApps } from "@/components/journey/connected-apps";
import { Actions, Heading, MoreActions, Sheet } from "@/components/journey/step-frame";
import { PageTop } from "@/components/page/page-top";
import { BackLink } from "@/components/ui/back";
import { bold } from "@/components/ui/bold";
import { Button, ButtonLink } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { FactRows, LinkRow, PartTitle, Rows } from "@/components/ui/rows";
import { listConnectedApps } from "@/lib/connections/connected-app-store";
import { t } from "@/lib/messages/messages";
import { printerStatus } from "@/lib/printers/printer-status";
import { getPrinterByPublicId, type OwnedPrinter } from "@/lib/printers/printer-store";
import { currentUser } from "@/lib/web/current-user";
import { whyNotOpened, type NotOpened } from "@/lib/web/open-printer";
import { pageTitle } from "@/lib/web/page-title";
import { first, type SearchParams } from "@/lib/web/search-params";

const SignInFirst = ({ begin }: { begin: string }) => (
  <Sheet step="view">
    <div className="mb-4">
      <PageTop />
    </div>
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

/** Whether there is such a printer at all is nobody else's business. */
const NotYours = ({ begin, email }: { begin: string; email: string }) => (
  <Sheet step="view">
    <div className="mb-4">
      <PageTop />
    </div>
    <Heading title={t("view.notYours")}>
      <p>{t.rich("view.notYoursLead", { email, b: bold })}</p>
    </Heading>
    <Actions>
      <ButtonLink href="/account">{t("view.printers")}</ButtonLink>
      <MoreActions>
        <Form action={begin}>
          <Button look="quiet" name="switch" value="1">
            {t("view.start")}
          </Button>
        </Form>
      </MoreActions>
    </Actions>
  </Sheet>
);

/** The way to the printer's own page, or why there is none now. */
function OpenPrinter({ publicId, why }: { publicId: string; why: NotOpened | "away" | undefined }) {
  if (why === "off") return null;
  if (why) return <p className="w-full text-center text-small text-soft">{t(WHY[why])}</p>;
  return (
    <Form action={`/view/${publicId}/open`} className="w-full">
      <Button title={t("view.openHint")}>{t("view.open")}</Button>
    </Form>
  );
}

const WHY = { elsewhere: "view.openElsewhere", perks: "view.openPerks", away: "view.openAway" } as const;

const factsOf = ({ platform, lanAddress, pluginVersion }: OwnedPrinter) => [
  { label: t("view.kind"), value: t(`printer.kinds.${platform}`) },
  ...(lanAddress ? [{ label: t("view.address"), value: lanAddress }] : []),
  ...(pluginVersion ? [{ label: t("view.version"), value: pluginVersion }] : []),
];

/** What became of the press on Revoke that led here. */
function Revoked({ outcome }: { outcome: string | undefined }) {
  if (outcome !== "revoked" && outcome !== "key_left") return null;
  return (
    <div className="mb-4">
      <Notice tone={outcome === "revoked" ? "good" : "warn"} live>
        {t(outcome === "revoked" ? "view.revoked" : "view.keyLeft")}
      </Notice>
    </div>
  );
}

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
  if (!user) return <SignInFirst begin={begin} />;
  const printer = await getPrinterByPublicId(user.id, publicId);
  if (!printer) return <NotYours begin={begin} email={user.email} />;
  const [apps, status, notOpened] = await Promise.all([
    listConnectedApps(user.id, printer.printerId),
    printerStatus(printer),
    whyNotOpened(user.id),
  ]);
  const isUsable = status.kind !== "away" && !printer.fault;
  return (
    <Sheet step="view">
      <PageTop who={user.email} />
      <nav className="-ms-1 mb-1">
        <BackLink href="/account">{t("view.printers")}</BackLink>
      </nav>
      <Revoked outcome={first((await searchParams).revoked)} />
      <PrinterCard
        large
        printer={printer}
        status={status}
        name={
          <h1 className="min-w-0 text-[1.35rem] leading-tight font-[680] [overflow-wrap:anywhere]">
            <bdi>{printer.name}</bdi>
          </h1>
        }
        open={<OpenPrinter publicId={publicId} why={notOpened ?? (isUsable ? undefined : "away")} />}
      />
      <ConnectedApps apps={apps} revoke={`/view/${printer.publicId}/revoke`} />
      <PartTitle>{t("view.about")}</PartTitle>
      <FactRows facts={factsOf(printer)} />
      <div className="mt-4">
        <Rows>
          <LinkRow href={`/account/printers/${printer.publicId}`} label={t("view.manage")} />
        </Rows>
      </div>
    </Sheet>
  );
}

/** Its name, for its owner only. */
export async function generateMetadata({ params }: { params: Promise<{ printer: string }> }) {
  const user = await currentUser();
  const printer = user && (await getPrinterByPublicId(user.id, (await params).printer));
  return pageTitle(printer?.name ?? t(user ? "view.notYours" : "view.signInTitle"));
}

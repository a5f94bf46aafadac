import { headers } from "next/headers";
import { ConnectedApps } from "@/components/journey/connected-apps";
import { PrinterFacts } from "@/components/journey/printer-facts";
import { PrinterFault } from "@/components/journey/printer-fault";
import { Actions, Heading, Sheet } from "@/components/journey/step-frame";
import { LanguageSwitch } from "@/components/page/language-switch";
import { bold } from "@/components/ui/bold";
import { Button, ButtonLink } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { listConnectedApps } from "@/lib/connections/connected-app-store";
import { env } from "@/lib/env";
import { t } from "@/lib/messages/messages";
import { getPrinterByPublicId } from "@/lib/printers/printer-store";
import { mayView } from "@/lib/view/may-view";
import { currentUser } from "@/lib/web/current-user";
import { first, type SearchParams } from "@/lib/web/search-params";

const SignInFirst = ({ begin }: { begin: string }) => (
  <Sheet step="view" after={<LanguageSwitch />}>
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
  <Sheet step="view" after={<LanguageSwitch />}>
    <Heading title={t("view.notYours")}>
      <p>{t.rich("view.notYoursLead", { email, b: bold })}</p>
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

/** The way to the printer's own page, or why there is none now. */
async function OpenPrinter({ publicId, mayView, online }: { publicId: string; mayView: boolean; online: boolean }) {
  const { view, lanHosts } = env();
  if (view === "off") return null;
  // Printers' hosts are names of loopback in a trial.
  const isElsewhere = lanHosts.includes((await headers()).get("host") ?? "");
  const why = isElsewhere
    ? t("view.openElsewhere")
    : !mayView
      ? t("view.openPerks")
      : !online
        ? t("view.openAway")
        : undefined;
  if (why) return <p className="text-center text-[0.94rem] text-soft">{why}</p>;
  return (
    <Form action={`/view/${publicId}/open`}>
      <Button title={t("view.openHint")}>{t("view.open")}</Button>
    </Form>
  );
}

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
  const online = printer.online && !printer.fault;
  const apps = await listConnectedApps(user.id, printer.printerId);
  return (
    <Sheet step="view" after={<LanguageSwitch />}>
      <Heading title={printer.name} />
      <Revoked outcome={first((await searchParams).revoked)} />
      <img
        src={`/view/${printer.publicId}/snapshot`}
        alt={t("view.picture", { printer: printer.name })}
        decoding="async"
        className="mb-4 aspect-video w-full rounded-card border border-line bg-card object-cover"
      />
      <div className="mb-4">
        <OpenPrinter publicId={publicId} mayView={await mayView(user.id)} online={online} />
      </div>
      <PrinterFacts printer={printer} />
      <PrinterFault printer={printer} />
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

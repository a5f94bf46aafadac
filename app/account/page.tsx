import { AppList } from "@/components/account/app-list";
import { EmptyAccount } from "@/components/account/empty-account";
import { PasskeyOffer } from "@/components/account/passkey-offer";
import { PrinterCard } from "@/components/account/printer-card";
import { Sheet } from "@/components/journey/step-frame";
import { PageTop } from "@/components/page/page-top";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { LinkRow, PartTitle, Rows } from "@/components/ui/rows";
import { SmallButton } from "@/components/ui/small-button";
import { offersPasskey } from "@/lib/accounts/passkeys/offers-passkey";
import { listLivingConnections, type AccountConnection } from "@/lib/connections/account-connection-store";
import { groupByApp } from "@/lib/connections/group-by-app";
import { t } from "@/lib/messages/messages";
import { printerStatus } from "@/lib/printers/printer-status";
import { listPrinters, type OwnedPrinter } from "@/lib/printers/printer-store";
import { requireUser } from "@/lib/web/account-request";
import { whyNotOpened } from "@/lib/web/open-printer";
import { pageTitle } from "@/lib/web/page-title";

export const generateMetadata = () => pageTitle(t("yourAccount.title"));

const PARTS = ["printers", "security", "supporter", "activity", "data"] as const;

/** The others are asked by their own pages. */
const MOST_ASKED = 24;

const OpenPrinter = ({ printer: { publicId, name } }: { printer: OwnedPrinter }) => (
  <Form action={`/view/${publicId}/open`}>
    <SmallButton aria-label={t("printerCard.openOne", { printer: name })}>{t("printerCard.open")}</SmallButton>
  </Form>
);

/** A printer's card, with the way to its own page where that opens. */
async function Card({ printer, apps, asks, opens }: CardProps) {
  const status = asks ? await printerStatus(printer) : ({ kind: printer.online ? "here" : "away" } as const);
  const canOpen = opens && status.kind !== "away" && !printer.fault;
  return (
    <PrinterCard
      printer={printer}
      status={status}
      name={
        <h2 className="min-w-0 text-[1.08rem] font-semibold [overflow-wrap:anywhere]">
          <a href={`/view/${printer.publicId}`} className="inline-flex min-h-11 items-center no-underline">
            <bdi>{printer.name}</bdi>
          </a>
        </h2>
      }
      apps={apps.filter((app) => app.printer?.printerId === printer.printerId)}
      open={canOpen ? <OpenPrinter printer={printer} /> : undefined}
    />
  );
}

type CardProps = { printer: OwnedPrinter; apps: AccountConnection[]; asks: boolean; opens: boolean };

/** What can be looked at comes before what cannot. Pure. */
const onlineFirst = (printers: OwnedPrinter[]) => [...printers].sort((a, b) => Number(b.online) - Number(a.online));

const Printers = ({ printers, ...rest }: { printers: OwnedPrinter[]; apps: AccountConnection[]; opens: boolean }) => (
  <div className="flex flex-col gap-3.5">
    {onlineFirst(printers).map((printer, index) => (
      <Card key={printer.publicId} printer={printer} asks={index < MOST_ASKED} {...rest} />
    ))}
  </div>
);

/** The account opens on what people look for: their printers. */
export default async function AccountPage() {
  const { user } = await requireUser("/account");
  const [printers, apps, notOpened] = await Promise.all([
    listPrinters(user.id),
    listLivingConnections(user.id),
    whyNotOpened(user.id),
  ]);
  return (
    <Sheet step="your-account">
      <PageTop who={user.email} />
      <div className="mt-2 mb-3 flex min-h-11 flex-wrap items-center justify-between gap-x-2">
        <h1 className="text-[1.6rem] font-[680] leading-[1.16] tracking-[-0.018em]">{t("yourAccount.title")}</h1>
        {printers.length > 0 && (
          <a
            href="/getstarted"
            className="inline-flex min-h-11 items-center text-small font-semibold text-filament no-underline"
          >
            {t("yourAccount.add")}
          </a>
        )}
      </div>
      {printers.length === 0 ? (
        <EmptyAccount />
      ) : (
        <Printers printers={printers} apps={apps} opens={notOpened === undefined} />
      )}
      <AppList groups={groupByApp(apps)} />
      <PartTitle>{t("yourAccount.moreTitle")}</PartTitle>
      <Rows>
        {PARTS.map((part) => (
          <LinkRow
            key={part}
            href={`/account/${part}`}
            label={t(`yourAccount.${part}`)}
            detail={t(`yourAccount.${part}Hint`)}
          />
        ))}
      </Rows>
      <PasskeyOffer shown={offersPasskey(user)} decline="/account/security/passkeys/later" />
      <Form action="/account/sign-out" className="mt-5 mb-3">
        <Button look="outline">{t("yourAccount.signOut")}</Button>
      </Form>
    </Sheet>
  );
}

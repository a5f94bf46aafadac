import type { ReactNode } from "react";
import { PrinterState, PrintProgress } from "@/components/account/printer-state";
import { plainText } from "@/components/journey/plain-text";
import { PrinterFault } from "@/components/journey/printer-fault";
import { isolated } from "@/components/ui/bold";
import { t } from "@/lib/messages/messages";
import { ago } from "@/lib/messages/relative-time";
import type { PrinterStatus } from "@/lib/printers/printer-status";
import type { OwnedPrinter } from "@/lib/printers/printer-store";

/** An app that can use the printer, and its place in the account. */
export type CardApp = { consentId: string; appName: string };

type Shown = { printer: OwnedPrinter; status: PrinterStatus };

/** The thread, snapped: in the place of a picture that there is none of. */
const Snapped = () => (
  <span className="grid h-14 w-[72px] flex-none place-items-center rounded-field bg-paper sm:bg-card">
    <svg
      viewBox="0 0 40 20"
      className="w-[44px] fill-none stroke-soft"
      strokeWidth="2.6"
      strokeLinecap="round"
      aria-hidden
    >
      <path d="M2 10h9c4 0 5-6 2-6M38 10h-9c-4 0-5 6-2 6" />
    </svg>
  </span>
);

/** The camera of a printer, which the page's script keeps fresh while somebody looks. */
const Picture = ({ printer: { publicId, name }, large }: { printer: OwnedPrinter; large: boolean }) => (
  <div className={`relative bg-line ${large ? "aspect-video" : "aspect-[2/1]"}`}>
    <img
      src={`/view/${publicId}/snapshot`}
      data-live={`/view/${publicId}/snapshot`}
      alt={t("printerCard.picture", { printer: name })}
      loading={large ? undefined : "lazy"}
      decoding="async"
      className="absolute inset-0 size-full object-cover"
    />
    <span
      data-live-mark
      hidden
      className={
        "absolute top-3 start-3 flex items-center gap-1.5 rounded-full bg-[#000000bf] px-2.5 py-0.5 text-[0.75rem] " +
        "font-semibold text-[#ffffff] [&[hidden]]:hidden"
      }
    >
      <span aria-hidden className="size-2 rounded-full bg-[#ff8a5c]" />
      {t("printerCard.live")}
    </span>
  </div>
);

const Apps = ({ printer, apps }: { printer: OwnedPrinter; apps: CardApp[] }) =>
  apps.length === 0 ? (
    <span>{t("printerCard.noApps")}</span>
  ) : (
    <ul aria-label={t("view.appsOf", { printer: printer.name })} className="flex flex-wrap gap-x-3">
      {apps.map(({ consentId, appName }) => (
        <li key={consentId} className="min-w-0">
          <a
            href={`/account/apps/${consentId}`}
            aria-label={plainText(
              t.rich("yourApps.appOnPrinter", { app: appName, printer: printer.name, n: isolated }),
            )}
            className="inline-flex min-h-11 items-center text-ink underline decoration-line underline-offset-4"
          >
            <bdi className="[overflow-wrap:anywhere]">{appName}</bdi>
          </a>
        </li>
      ))}
    </ul>
  );

/** What changes by itself: the page's script puts what the page says by now in its place. */
const State = ({ printer, status, name }: Shown & { name: ReactNode }) => (
  <div data-card-state className="flex min-w-0 grow flex-col gap-1.5">
    <div className="flex flex-wrap items-center justify-between gap-x-3">
      {name}
      <PrinterState printer={printer} status={status} />
    </div>
    {status.kind === "away" && (
      <p className="text-small text-soft">
        {printer.lastSeenAt ? t("printerCard.seen", { when: ago(printer.lastSeenAt) }) : t("printerCard.never")}{" "}
        {t("printerCard.awayHint")}
      </p>
    )}
    {status.kind === "silent" && <p className="text-small text-soft">{t("printerCard.silentHint")}</p>}
    <PrintProgress printer={printer} status={status} />
  </div>
);

/**
 * A printer as its owner sees it: its camera, its state, what it prints, and what is put below.
 * @param name its heading @param apps named below, where they are @param open the way to its own page
 */
export function PrinterCard({
  printer,
  status,
  name,
  large = false,
  apps,
  open,
}: Shown & { name: ReactNode; large?: boolean; apps?: CardApp[]; open?: ReactNode }) {
  const isAway = status.kind === "away";
  return (
    <article
      data-card={printer.publicId}
      data-look={isAway ? "away" : "here"}
      className="overflow-clip rounded-card border border-line bg-card sm:bg-paper"
    >
      {!isAway && <Picture printer={printer} large={large} />}
      <div className="flex flex-col gap-2 px-4 py-3.5">
        <div className="flex items-start gap-3.5">
          {isAway && <Snapped />}
          <State printer={printer} status={status} name={name} />
        </div>
        <PrinterFault printer={printer} />
        {(apps ?? open) !== undefined && (
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 text-small text-soft">
            {apps && <Apps printer={printer} apps={apps} />}
            {open}
          </div>
        )}
      </div>
    </article>
  );
}

import type { ReactNode } from "react";
import { OnlineTag } from "@/components/journey/online-tag";
import { PrinterFault } from "@/components/journey/printer-fault";
import { isolated } from "@/components/ui/bold";
import { CheckRow } from "@/components/ui/check-row";
import { RadioCard } from "@/components/ui/radio-card";
import type { PrinterChoice } from "@/lib/journey/read/authorize";
import { replaceField } from "@/lib/journey/read/consent-choice";
import { t } from "@/lib/messages/messages";
import { ago } from "@/lib/messages/relative-time";
import type { OwnedPrinter } from "@/lib/printers/printer-store";

const WHILE_CHOSEN = "hidden group-has-[input[name=printer]:checked]/printer:block";
/** The card of a chosen printer goes on in what is asked about it: a label cannot hold another one. */
const JOINED =
  "has-[input[name=printer]:checked]:[&>label]:rounded-b-none has-[input[name=printer]:checked]:[&>label]:border-b-0";
const BELOW = `rounded-b-card border-[1.5px] border-t-0 border-filament bg-wash px-4 pb-2 ${WHILE_CHOSEN}`;
const BESIDE_WHILE_CHOSEN = "hidden group-has-[input[name=printer]:checked]/printer:inline";

/** What a printer that is linked by an agent cannot do, and what it lets an app do; shown while it is chosen. */
const AgentLimits = ({ isTrusted }: { isTrusted: boolean }) => (
  <p className={`mt-2 text-small text-ink ${WHILE_CHOSEN}`}>{t(isTrusted ? "agent.limitsTrusted" : "agent.limits")}</p>
);

/** The only printer there is: nothing to choose, so it is a card; its field is there for who cannot see that. */
function OnlyPrinter({ printer, detail, children }: { printer: OwnedPrinter; detail: ReactNode; children: ReactNode }) {
  const id = `printer-${printer.printerId}`;
  return (
    <div
      className={
        "rounded-card border border-line bg-card px-4 py-3 has-focus-visible:outline-3 " +
        "has-focus-visible:outline-offset-2 has-focus-visible:outline-filament sm:bg-paper"
      }
    >
      <input
        type="radio"
        name="printer"
        value={printer.printerId}
        defaultChecked
        required
        aria-labelledby={`${id}-label`}
        aria-describedby={`${id}-detail`}
        className="sr-only"
      />
      <p className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <b id={`${id}-label`} className="min-w-0 [overflow-wrap:anywhere]">
          <bdi>{printer.name}</bdi>
        </b>
        <OnlineTag {...printer} />
      </p>
      <p id={`${id}-detail`} className="text-small text-soft">
        {detail}
      </p>
      {children}
    </div>
  );
}

/** What ends when the box that is ticked already stays so. */
const ReplaceAsked = ({ app }: { app: string }) => (
  <span className="mt-1 block text-small text-ink">{t.rich("authorize.replaceAsked", { app, n: isolated })}</span>
);

/**
 * A printer to choose at consent. Where the app is connected to it already, the earlier connection can be ended with
 * this one; that question shows only while the printer is the chosen one, and only then counts.
 * @param isOnly there is no other
 */
export function ConsentPrinter({
  app,
  isOnly,
  printer,
  checked,
  earlier,
  replaces,
  isNamed,
}: PrinterChoice & { app: string; isOnly: boolean }) {
  const connected =
    earlier &&
    (earlier.lastUsedAt
      ? t("authorize.connectedUsed", { when: ago(earlier.lastUsedAt) })
      : t("authorize.connectedUnused"));
  const detail = (
    <>
      {t(`printer.kinds.${printer.platform}`)}
      {(!printer.online || printer.silent) && (
        <span className={isOnly ? "" : BESIDE_WHILE_CHOSEN}>{` · ${t("authorize.offline")}`}</span>
      )}
      {connected && <span className="block">{connected}</span>}
    </>
  );
  const replace = earlier && (
    <CheckRow
      name={replaceField(printer.printerId)}
      label={t.rich("authorize.replace", { app, n: isolated })}
      hint={replaces && isNamed ? <ReplaceAsked app={app} /> : t.rich("authorize.replaceHint", { app, n: isolated })}
      checked={replaces}
      bare
    />
  );
  return (
    <div className={`group/printer ${replace ? JOINED : ""}`}>
      {isOnly ? (
        <OnlyPrinter printer={printer} detail={detail}>
          {replace && <div className="mt-1 -mb-1">{replace}</div>}
        </OnlyPrinter>
      ) : (
        <RadioCard
          name="printer"
          value={printer.printerId}
          label={<bdi>{printer.name}</bdi>}
          checked={checked}
          aside={<OnlineTag {...printer} />}
          detail={detail}
        />
      )}
      {!isOnly && replace && <div className={BELOW}>{replace}</div>}
      <PrinterFault printer={printer} />
      {printer.isAgent && <AgentLimits isTrusted={printer.platform === "klipper"} />}
    </div>
  );
}

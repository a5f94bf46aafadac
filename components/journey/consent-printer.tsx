import { OnlineTag } from "@/components/journey/online-tag";
import { PrinterFault } from "@/components/journey/printer-fault";
import { CheckRow } from "@/components/ui/check-row";
import { RadioCard } from "@/components/ui/radio-card";
import type { PrinterChoice } from "@/lib/journey/read/authorize";
import { replaceField } from "@/lib/journey/read/consent-choice";
import { t } from "@/lib/messages/messages";
import { ago } from "@/lib/messages/relative-time";

/** What a printer that is linked by an agent cannot do, and what it lets an app do; shown while it is chosen. */
function AgentLimits({ isTrusted }: { isTrusted: boolean }) {
  return (
    <div
      className={
        "mt-2 hidden px-1 text-small text-soft group-has-[input[type=radio]:checked]/printer:flex " + "flex-col gap-1"
      }
    >
      <p>{t("agent.limits")}</p>
      {isTrusted && <p>{t("agent.trustedClient")}</p>}
    </div>
  );
}

/**
 * A printer to choose at consent. Where the app is connected to it already, the earlier connection can be ended with
 * this one; that question shows only while the printer is the chosen one, and only then counts.
 */
export function ConsentPrinter({ app, printer, checked, earlier, replaces }: PrinterChoice & { app: string }) {
  const kind = t(`printer.kinds.${printer.platform}`);
  const connected =
    earlier &&
    (earlier.lastUsedAt
      ? t("authorize.connectedUsed", { when: ago(earlier.lastUsedAt) })
      : t("authorize.connectedUnused"));
  return (
    <div className="group/printer">
      <RadioCard
        name="printer"
        value={printer.printerId}
        label={printer.name}
        checked={checked}
        aside={<OnlineTag {...printer} />}
        detail={
          <>
            {kind}
            {connected && <span className="block">{connected}</span>}
          </>
        }
      />
      <PrinterFault printer={printer} />
      {printer.isAgent && <AgentLimits isTrusted={printer.platform === "klipper"} />}
      {earlier && (
        <div className="hidden group-has-[input[type=radio]:checked]/printer:block">
          <CheckRow
            name={replaceField(printer.printerId)}
            label={t("authorize.replace")}
            hint={t("authorize.replaceHint", { app })}
            checked={replaces}
          />
        </div>
      )}
    </div>
  );
}

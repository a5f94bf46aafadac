import { OnlineTag } from "@/components/journey/online-tag";
import { PrinterFault } from "@/components/journey/printer-fault";
import { CheckRow } from "@/components/ui/check-row";
import { RadioCard } from "@/components/ui/radio-card";
import type { PrinterChoice } from "@/lib/journey/read/authorize";
import { replaceField } from "@/lib/journey/read/consent-choice";
import { t } from "@/lib/messages/messages";
import { ago } from "@/lib/messages/relative-time";

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
            {printer.isAgent && <span className="block">{t("agent.limits")}</span>}
            {printer.isAgent && printer.platform === "klipper" && (
              <span className="block">{t("agent.trustedClient")}</span>
            )}
            {connected && <span className="block">{connected}</span>}
          </>
        }
      />
      <PrinterFault printer={printer} />
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

import type { AccountConnection } from "@/lib/connections/account-connection-store";
import { onDate } from "@/lib/messages/calendar-date";
import { t } from "@/lib/messages/messages";
import { ago } from "@/lib/messages/relative-time";

/** The state of a connection in a few words; `good` when it works. */
export function stateWords({ state, printer }: AccountConnection): { words: string; good: boolean } {
  if (state !== "valid" && state !== "no_perks") return { words: t(`yourApps.ends.${state}`), good: false };
  if (state === "no_perks") return { words: t("yourApps.paused"), good: false };
  if (printer?.fault) return { words: t(`printer.faults.${printer.fault}`), good: false };
  return printer?.online ? { words: t("yourApps.works"), good: true } : { words: t("yourApps.offline"), good: false };
}

/** When a connection was last used, and from where. @param saysBy by what credentials, too */
export function lastUse({ lastUse: use }: AccountConnection, saysBy = true): string {
  if (!use) return t("yourApps.neverUsed");
  return t("yourApps.use", { when: ago(use.at), from: use.from ?? "none", by: (saysBy && use.by) || "none" });
}

/** The name of a connection's printer, or what to call one that is gone. */
export const printerWords = ({ printer }: AccountConnection): string => printer?.name ?? t("yourApps.removedPrinter");

/** When a connection ends by itself. */
export const endWords = ({ endsAt }: AccountConnection): string =>
  endsAt ? t("yourApps.endsOn", { date: onDate(endsAt) }) : t("yourApps.noEnd");

import type { Summon as SummonTable } from "@/lib/octostream/generated/octostream/summon";
import type { UiPopup as PopupTable } from "@/lib/octostream/generated/octostream/ui-popup";
import type { Summon, UiPopup } from "@/lib/octostream/messages";

/** @param table of a verified message */
export function readUiPopup(table: PopupTable): UiPopup {
  return {
    type: "UiPopup",
    title: table.title() ?? undefined,
    text: table.text() ?? undefined,
    style: table.style(),
    actionText: table.actionText() ?? undefined,
    actionLink: table.actionLink() ?? undefined,
    showSeconds: table.showSeconds(),
    onlyThroughRelay: table.onlyThroughRelay(),
  };
}

/** @param table of a verified message */
export function readSummon(table: SummonTable): Summon {
  return { type: "Summon", connectUrl: table.connectUrl() ?? undefined, kind: table.kind() };
}

import { ChooseKind } from "@/components/journey/choose-kind";
import { ConfirmPrinter } from "@/components/journey/confirm-printer";
import { EnterLinkingCode } from "@/components/journey/enter-linking-code";
import { EnterShownCode } from "@/components/journey/enter-shown-code";
import type { ScreenProps } from "@/components/journey/steps/screen";

/** Adding a printer: its kind, its code, and the question whether it is the right one. */
export function PrinterScreen({ journey, view, error }: ScreenProps<"printer">) {
  if (view.ask === "confirmation") return <ConfirmPrinter journey={journey} error={error} printer={view.found} />;
  if (view.ask === "code") return <EnterLinkingCode journey={journey} error={error} kind={view.kind} />;
  if (view.ask === "shown-code") return <EnterShownCode journey={journey} error={error} shown={view.shown} />;
  return <ChooseKind journey={journey} error={error} />;
}

import { ConfirmPrinter } from "@/components/journey/confirm-printer";
import { EnterShownCode } from "@/components/journey/enter-shown-code";
import { LinkAgent } from "@/components/journey/link-agent";
import { SetUpPrinter } from "@/components/journey/set-up-printer";
import type { ScreenProps } from "@/components/journey/steps/screen";
import { shownError } from "@/lib/messages/shown-error";

/** Adding a printer: how it gets here, its code, and the question whether it is the right one. */
export function PrinterScreen({ journey, view, error: asked }: ScreenProps<"printer">) {
  if (view.ask === "confirmation")
    return <ConfirmPrinter journey={journey} error={asked} printer={view.found} isHere={view.isHere} />;
  const error = view.error ? shownError(view.error) : asked;
  if (view.ask === "shown-code") return <EnterShownCode {...view} journey={journey} error={error} />;
  if (view.ask === "agent") return <LinkAgent {...view} journey={journey} error={error} />;
  return <SetUpPrinter {...view} journey={journey} error={error} />;
}

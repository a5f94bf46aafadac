import { ChooseKind } from "@/components/journey/choose-kind";
import { ConfirmPrinter } from "@/components/journey/confirm-printer";
import { EnterLinkingCode } from "@/components/journey/enter-linking-code";
import { journeyLogo } from "@/lib/journey/journey-logo";
import { errorText } from "@/lib/web/form-error";
import { first, openStep, type SearchParams } from "@/lib/web/journey-request";
import { getFoundPrinter } from "@/lib/printers/found-printer-store";
import { isPlatform } from "@/lib/octostream/platforms";

/** Adding a printer: its kind, its code, and the question whether it is the right one. */
export default async function PrinterPage({ searchParams }: { searchParams: SearchParams }) {
  const journey = await openStep("printer", searchParams);
  const formError = await errorText(searchParams);
  const kind = first((await searchParams).kind);
  const { foundPrinter } = journey.session;
  const found = foundPrinter && journey.user ? await getFoundPrinter(foundPrinter, journey.user.id) : undefined;
  const shared = { journey, logo: journeyLogo(journey), formError };
  if (found) return <ConfirmPrinter {...shared} printer={found} />;
  if (isPlatform(kind)) return <EnterLinkingCode {...shared} kind={kind} />;
  return <ChooseKind {...shared} />;
}

import { ChooseKind } from "@/components/flow/choose-kind";
import { ConfirmPrinter } from "@/components/flow/confirm-printer";
import { EnterLinkingCode } from "@/components/flow/enter-linking-code";
import { journeyLogo } from "@/lib/flow/journey-logo";
import { refusalText } from "@/lib/http/form-error";
import { first, openStep, type SearchParams } from "@/lib/http/journey-request";
import { getFoundPrinter } from "@/lib/printers/found-printer-store";
import { isPlatform } from "@/lib/printers/platforms";

/** Adding a printer: its kind, its code, and the question whether it is the right one. */
export default async function PrinterPage({ searchParams }: { searchParams: SearchParams }) {
  const journey = await openStep("printer", searchParams);
  const refused = await refusalText(searchParams);
  const kind = first((await searchParams).kind);
  const { foundPrinter } = journey.session;
  const found = foundPrinter && journey.user ? await getFoundPrinter(foundPrinter, journey.user.id) : undefined;
  const shared = { journey, logo: journeyLogo(journey), refused };
  if (found) return <ConfirmPrinter {...shared} printer={found} />;
  if (isPlatform(kind)) return <EnterLinkingCode {...shared} kind={kind} />;
  return <ChooseKind {...shared} />;
}

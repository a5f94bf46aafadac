import { CancelForm } from "@/components/journey/cancel-form";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import type { Journey } from "@/lib/journey/load-journey";
import { stepUrl } from "@/lib/journey/step-url";
import { t } from "@/lib/messages/messages";

/** Whether the step is shown because the app asked for a printer that the account does not have. */
export const wishesForeignPrinter = ({ session, printers }: Journey) =>
  session.publicId !== null && !session.addingPrinter && printers.length > 0;

/** The way out of adding a printer: back to the printers that are there, else out of the journey. */
export function LeavePrinterStep({ journey }: { journey: Journey }) {
  const { session, printers } = journey;
  if (printers.length === 0 || session.goal !== "app") return <CancelForm session={session.id} />;
  return (
    <Form action={stepUrl("printer/own", session.id)}>
      <Button look="quiet">{t(wishesForeignPrinter(journey) ? "printer.useOwn" : "printer.backToChoice")}</Button>
    </Form>
  );
}

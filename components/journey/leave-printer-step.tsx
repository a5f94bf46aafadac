import { CancelForm } from "@/components/journey/cancel-form";
import { BackButton } from "@/components/ui/back";
import { Form } from "@/components/ui/form";
import type { Journey } from "@/lib/journey/read/load-journey";
import { wishesForeignPrinter } from "@/lib/journey/read/printer";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";

/** The way out of adding a printer: back to the printers that are there, else out of the journey. */
export function LeavePrinterStep({ journey }: { journey: Journey }) {
  const { id, goal, printers } = journey;
  if (printers.length === 0 || goal !== "app") return <CancelForm journey={id} />;
  return (
    <Form action={stepUrl("printer/own", id)}>
      <BackButton>{t(wishesForeignPrinter(journey) ? "printer.useOwn" : "printer.backToChoice")}</BackButton>
    </Form>
  );
}

import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { PORTAL_PATH } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";

/** The way out of a journey: tells the app that it was cancelled. */
export function CancelForm({ journey }: { journey: string }) {
  return (
    <Form action={`${PORTAL_PATH}/cancel?session=${journey}`}>
      <Button look="quiet">{t("welcome.cancel")}</Button>
    </Form>
  );
}

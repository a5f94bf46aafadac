import { StepFrame } from "@/components/flow/step-frame";
import { t } from "@/lib/messages/messages";

export default function NotFound() {
  return <StepFrame step="ended" title={t("crash.notFound")} lead={<p>{t("crash.notFoundLead")}</p>} />;
}

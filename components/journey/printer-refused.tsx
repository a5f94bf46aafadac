import { Notice } from "@/components/ui/notice";
import { t } from "@/lib/messages/messages";

/** The answer to "That's not mine". */
export const PrinterRefused = () => (
  <div className="mb-5">
    <Notice tone="good" live>
      {t("printer.refused")}
    </Notice>
  </div>
);

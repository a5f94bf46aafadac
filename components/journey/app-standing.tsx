import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { t } from "@/lib/messages/messages";

/** What to do when the app did not open: its own address leaves the page standing. "Try again" posts the same form. */
export function AppStanding({ app }: { app: string }) {
  return (
    <div className="mt-5 flex flex-col gap-3">
      <Notice tone="warn" live>
        <b>{t("authorize.standing", { app })}</b> {t("authorize.standingLead")}
      </Notice>
      <Button look="outline">{t("authorize.tryAgain")}</Button>
    </div>
  );
}

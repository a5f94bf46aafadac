import { Notice } from "@/components/ui/notice";
import { t } from "@/lib/messages/messages";

/** What became of a revocation, from the query of the page it led to; nothing for anything else. */
export function RevokedNotice({ outcome }: { outcome: string | undefined }) {
  if (outcome !== "revoked" && outcome !== "key_left") return null;
  return (
    <div className="mb-4">
      {outcome === "revoked" ? (
        <Notice tone="good" live>
          {t("yourApps.revoked")}
        </Notice>
      ) : (
        <Notice tone="warn" live>
          {t("yourApps.keyLeft")}
        </Notice>
      )}
    </div>
  );
}

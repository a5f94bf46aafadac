import { ButtonLink } from "@/components/ui/button";
import { t } from "@/lib/messages/messages";

/** Where people find help, if this service has such a place. */
export function HelpLink({ url }: { url: string | undefined }) {
  return url ? (
    <ButtonLink look="quiet" href={url} rel="noreferrer">
      {t("common.support")}
    </ButtonLink>
  ) : null;
}

import { LineIcon } from "@/components/ui/line-icon";
import { Notice } from "@/components/ui/notice";
import type { RegisteredApp } from "@/lib/apps/app-store";
import { t } from "@/lib/messages/messages";

type Props = { app: RegisteredApp };

/** Who makes an app: said by us of one that was checked, else as what it says itself. */
export function AppPublisher({ app }: Props) {
  const { name, publisher, verified } = app;
  if (!verified) return publisher ? <p className="text-small">{t("checked.says", { publisher })}</p> : null;
  return (
    <p className="inline-flex items-center gap-1.5 text-small font-medium text-good">
      <LineIcon width="18" height="18">
        <path d="M5 13l4 4L19 7" />
      </LineIcon>
      {publisher ? t("checked.yesBy", { app: name, publisher }) : t("checked.yes", { app: name })}
    </p>
  );
}

/** Above what there is to know: the app was not checked by anybody. */
export function AppWarning({ app }: Props) {
  if (app.development) return <Notice tone="warn">{t("checked.development")}</Notice>;
  return app.verified ? null : <Notice tone="warn">{t("checked.no")}</Notice>;
}

/** The same in a few words, at the button that decides. */
export function AppReminder({ app }: Props) {
  if (app.verified && !app.development) return null;
  return (
    <p className="mb-1 text-center text-small font-medium text-warn">
      {t(app.development ? "checked.developmentShort" : "checked.noShort", { app: app.name })}
    </p>
  );
}

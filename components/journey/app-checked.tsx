import { isolated } from "@/components/ui/bold";
import type { ButtonLook } from "@/components/ui/button";
import { LineIcon } from "@/components/ui/line-icon";
import { Notice } from "@/components/ui/notice";
import type { RegisteredApp } from "@/lib/apps/app-store";
import { t } from "@/lib/messages/messages";

type Props = { app: RegisteredApp };

/** Who makes an app: said by us of one that was checked, else as what it says itself. */
export function AppPublisher({ app }: Props) {
  const { name, publisher, verified } = app;
  if (!verified)
    return publisher ? <p className="text-small">{t.rich("checked.says", { publisher, n: isolated })}</p> : null;
  return (
    <p className="inline-flex items-center gap-1.5 text-small font-medium text-good">
      <LineIcon width="18" height="18">
        <path d="M5 13l4 4L19 7" />
      </LineIcon>
      {/* One child: pieces of a text would be apart from each other here. */}
      <span>
        {t.rich(publisher ? "checked.yesBy" : "checked.yes", { publisher: publisher ?? "", app: name, n: isolated })}
      </span>
    </p>
  );
}

/** Right at the button that decides, where it cannot be scrolled away: the app was not checked by anybody. */
export function AppWarning({ app }: Props) {
  if (app.verified && !app.development) return null;
  return <Notice tone="warn">{t(app.development ? "checked.development" : "checked.no")}</Notice>;
}

/** What should cost a thought is no filled button. */
export const lookFor = (app: RegisteredApp | undefined): ButtonLook =>
  app?.verified && !app.development ? "primary" : "wary";

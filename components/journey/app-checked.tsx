import type { ReactNode } from "react";
import { isolated } from "@/components/ui/bold";
import type { ButtonLook } from "@/components/ui/button";
import { LineIcon } from "@/components/ui/line-icon";
import { Notice } from "@/components/ui/notice";
import type { RegisteredApp } from "@/lib/apps/app-store";
import { t } from "@/lib/messages/messages";

type Props = { app: RegisteredApp };

const isTrusted = ({ verified, development }: RegisteredApp) => verified && !development;

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
  if (isTrusted(app)) return null;
  return <Notice tone="warn">{t(app.development ? "checked.development" : "checked.no")}</Notice>;
}

/**
 * Of one line, right at the button that decides, in a bar with little room: the rest of the warning is an
 * {@link AppCaution}.
 */
export function AppWarningLine({ app }: Props) {
  if (isTrusted(app)) return null;
  return (
    <p className="flex items-center justify-center gap-2 text-small font-medium text-warn">
      <LineIcon width="18" height="18" className="flex-none">
        <path d="M12 4l9 16H3zM12 10v4M12 17v.5" />
      </LineIcon>
      {t(app.development ? "checked.developmentShort" : "checked.noShort")}
    </p>
  );
}

/** What to think about before an answer, in one box: an app that nobody checked, and what else there is. */
export function AppCaution({ app, children }: { app: RegisteredApp | undefined; children: ReactNode }) {
  const caution = app && !isTrusted(app);
  if (!caution && !children) return null;
  return (
    <Notice tone="warn">
      {caution && <p>{t(app.development ? "checked.onlyTesting" : "checked.onlyTrusted")}</p>}
      {children && <p>{children}</p>}
    </Notice>
  );
}

/** What should cost a thought is no filled button. */
export const lookFor = (app: RegisteredApp | undefined): ButtonLook => (app && isTrusted(app) ? "primary" : "wary");

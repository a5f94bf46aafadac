import type { ReactNode } from "react";
import { bold, isolated } from "@/components/ui/bold";
import type { ButtonLook } from "@/components/ui/button";
import { LineIcon } from "@/components/ui/line-icon";
import { Notice } from "@/components/ui/notice";
import type { RegisteredApp } from "@/lib/apps/app-store";
import type { Journey } from "@/lib/journey/read/load-journey";
import { t } from "@/lib/messages/messages";

type NextTarget = NonNullable<Journey["target"]>;
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

/** What is to be said of an app and of the way to where it leads; undefined: nothing. */
function warningOf(app: RegisteredApp, target: NextTarget | undefined): ReactNode {
  const host = target?.kind === "host" && target.insecure ? target.host : undefined;
  if (host === undefined) return isTrusted(app) ? undefined : t(app.development ? "checked.development" : "checked.no");
  const sends = app.development ? "checked.developmentSends" : app.verified ? "checked.sends" : "checked.noSends";
  return t.rich(sends, { host, b: bold });
}

/**
 * The one warning of consent, right at the button that decides, where it cannot be scrolled away: an app that nobody
 * checked, and a way that is not encrypted.
 */
export function AppWarningLine({ journey: { app, target } }: { journey: Pick<Journey, "app" | "target"> }) {
  const warning = app && warningOf(app, target);
  if (!warning) return null;
  return (
    <p className="flex items-center gap-2 text-small font-medium text-warn">
      <LineIcon width="18" height="18" className="flex-none">
        <path d="M12 4l9 16H3zM12 10v4M12 17v.5" />
      </LineIcon>
      <span className="min-w-0">{warning}</span>
    </p>
  );
}

/** What should cost a thought is no filled button. */
export const lookFor = (app: RegisteredApp | undefined): ButtonLook => (app && isTrusted(app) ? "primary" : "wary");

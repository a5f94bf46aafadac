import type { ReactNode } from "react";
import { pageTitle } from "@/components/journey/page-title";
import { Thread, type ThreadPlace, type ThreadProps } from "@/components/journey/thread";
import { PageTop } from "@/components/page/page-top";
import { Actions, Heading, MoreActions, Sheet } from "@/components/ui/sheet";
import { t } from "@/lib/messages/messages";

// These are apart from the filament since the page for faults runs in the browser, without the texts.
export { Actions, Heading, MoreActions, Sheet };

/**
 * A step of the journey: whose portal it is, filament, heading, content, and the page's title, which React puts into
 * the head.
 * @param app its name @param failed what was entered was not right @param left screens left for this person
 * @param who is signed in, where that has to be seen @param thread what the filament says, unless the step says it
 * @param inPlace it takes the place of another one: the page's script gives its title then
 */
export function StepFrame({
  step,
  logo,
  large,
  who,
  thread,
  title,
  lead,
  app,
  failed,
  left,
  inPlace,
  children,
}: {
  step: ThreadPlace;
  logo?: string | undefined;
  large?: boolean;
  who?: string | undefined;
  thread?: Partial<ThreadProps>;
  title: ReactNode;
  lead?: ReactNode;
  app?: string | undefined;
  failed?: boolean;
  left?: number | undefined;
  inPlace?: boolean;
  children?: ReactNode;
}) {
  return (
    <Sheet step={step}>
      {!inPlace && <title>{pageTitle({ title, app, failed: failed ?? false })}</title>}
      <div className="screen-intro">
        <PageTop who={who} />
        <Thread at={step} logo={logo} large={large ?? false} {...thread} />
        {left !== undefined && left > 0 && <p className="sr-only">{t("common.left", { count: left })}</p>}
        <Heading title={title} bare>
          {lead}
        </Heading>
      </div>
      <div className="screen-body">{children}</div>
    </Sheet>
  );
}

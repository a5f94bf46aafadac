import type { ReactNode } from "react";
import { Thread, type ThreadPlace, type ThreadProps } from "@/components/journey/thread";
import { Mark } from "@/components/page/mark";
import { Actions, Heading, Sheet } from "@/components/ui/sheet";
import { t } from "@/lib/messages/messages";

// These are apart from the filament since the page for faults runs in the browser, without the texts.
export { Actions, Heading, Sheet };

/** Steps that are left where nobody counted them, this one among them. */
const LEFT: Partial<Record<ThreadPlace, number>> = {
  account: 3,
  verify: 3,
  "second-factor": 3,
  "new-password": 3,
  printer: 2,
  supporter: 2,
  payment: 2,
  authorize: 1,
};

/**
 * A step of the journey: whose portal it is, filament, heading, content.
 * @param who is signed in, where that has to be seen @param thread what the filament says, unless the step says it
 * @param left steps, this one among them, for those who do not see the filament
 */
export function StepFrame({
  step,
  logo,
  large,
  who,
  thread,
  left = LEFT[thread?.at ?? step],
  title,
  lead,
  children,
}: {
  step: ThreadPlace;
  logo?: string | undefined;
  large?: boolean;
  who?: string | undefined;
  thread?: Partial<ThreadProps>;
  left?: number | undefined;
  title: ReactNode;
  lead?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <Sheet step={step}>
      <div className="screen-intro">
        <div className="screen-top">
          <Mark />
          {who && <bdi className="text-tiny text-soft">{who}</bdi>}
        </div>
        <Thread at={step} logo={logo} large={large ?? false} {...thread} />
        {left !== undefined && <p className="sr-only">{t("common.stepsLeft", { left })}</p>}
        <Heading title={title} bare>
          {lead}
        </Heading>
      </div>
      <div className="screen-body">{children}</div>
    </Sheet>
  );
}

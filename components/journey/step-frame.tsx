import type { ReactNode } from "react";
import { pageTitle } from "@/components/journey/page-title";
import { Thread, type ThreadStep } from "@/components/journey/thread";
import { Actions, Heading, Sheet } from "@/components/ui/sheet";

// These are apart from the filament since the page for faults runs in the browser, without the texts.
export { Actions, Heading, Sheet };

/**
 * A step of the journey: filament, heading, content, and the page's title, which React puts into the head.
 * @param mark the service's name, where people meet it first
 * @param app its name @param failed what was entered was not right @param left screens left for this person
 * @param inPlace it takes the place of another one: the page's script gives its title then
 */
export function StepFrame({
  step,
  logo,
  large,
  mark,
  title,
  lead,
  app,
  failed,
  left,
  inPlace,
  children,
}: {
  step: ThreadStep;
  logo?: string | undefined;
  large?: boolean;
  mark?: string;
  title: ReactNode;
  lead?: ReactNode;
  app?: string | undefined;
  failed?: boolean;
  left?: number;
  inPlace?: boolean;
  children?: ReactNode;
}) {
  return (
    <Sheet step={step}>
      {!inPlace && <title>{pageTitle({ title, app, failed: failed ?? false })}</title>}
      <Thread at={step} logo={logo} large={large ?? false} left={left} />
      {mark && (
        <p className="mb-1.5 flex items-center gap-2 text-[0.85rem] font-semibold text-soft">
          <svg
            viewBox="0 0 20 20"
            className="size-4 text-filament"
            fill="none"
            stroke="currentColor"
            strokeWidth="3"
            aria-hidden
          >
            <circle cx="10" cy="10" r="8" />
            <circle cx="10" cy="10" r="2" />
          </svg>
          {mark}
        </p>
      )}
      <Heading title={title}>{lead}</Heading>
      {children}
    </Sheet>
  );
}

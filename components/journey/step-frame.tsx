import type { ReactNode } from "react";
import { Thread, type ThreadStep } from "@/components/journey/thread";
import { LanguageSwitch } from "@/components/page/language-switch";
import { Actions, Heading, Sheet } from "@/components/ui/sheet";

// These are apart from the filament since the page for faults runs in the browser, without the texts.
export { Actions, Heading, Sheet };

/** A step of the journey: filament, heading, content. @param mark the service's name, where people meet it first */
export function StepFrame({
  step,
  logo,
  large,
  mark,
  title,
  lead,
  children,
}: {
  step: ThreadStep;
  logo?: string | undefined;
  large?: boolean;
  mark?: string;
  title: ReactNode;
  lead?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <Sheet step={step} after={<LanguageSwitch />}>
      <Thread at={step} logo={logo} large={large ?? false} />
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

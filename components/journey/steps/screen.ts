import type { ReactNode } from "react";
import type { Journey } from "@/lib/journey/read/load-journey";
import type { StepName } from "@/lib/journey/read/next-step";
import type { StepViews } from "@/lib/journey/read/views";
import type { ShownError } from "@/lib/messages/messages";

/** What the screen of a step gets: the journey, what was read for it, and what was wrong with the last input. */
export type ScreenProps<Name extends StepName> = {
  journey: Journey;
  view: StepViews[Name];
  error: ShownError | undefined;
};

export type Screen<Name extends StepName> = (props: ScreenProps<Name>) => ReactNode;

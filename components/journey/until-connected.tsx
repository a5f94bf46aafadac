import type { ReactNode } from "react";
import { openingTitle } from "@/components/journey/opening-app";
import type { Journey } from "@/lib/journey/read/load-journey";
import { stepUrl } from "@/lib/journey/urls/step-url";

/**
 * A question whose answer opens an app by its own address: that leaves the page standing. Once the portal says that it
 * is done, the page's script puts what there is to say then in its place, under a title of its own.
 * @param after what is shown then
 */
export const UntilConnected = ({
  journey,
  after,
  children,
}: {
  journey: Journey;
  after: ReactNode;
  children: ReactNode;
}) => (
  <div className="contents" data-connected={stepUrl("done/state", journey.id)}>
    {children}
    <template data-title={openingTitle(journey)}>{after}</template>
  </div>
);

import type { Journey } from "@/lib/journey/read/load-journey";
import { journeyLogo } from "@/lib/journey/urls/journey-urls";
import type { ShownError } from "@/lib/messages/messages";

/** What the frame of every step says of its journey. */
export const frameOf = ({ journey, error }: { journey: Journey; error?: ShownError | undefined }) => ({
  logo: journeyLogo(journey),
  app: journey.app?.name,
  failed: error !== undefined,
  left: journey.left,
});

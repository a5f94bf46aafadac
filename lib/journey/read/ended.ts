import type { ReadView } from "@/lib/journey/read/view";
import { failureUrl, restartUrl } from "@/lib/journey/urls/journey-urls";
import type { EndedReason } from "@/lib/messages/messages";

/** Why a journey is over, and the ways on. */
export type EndedView = { why: EndedReason; again: string | undefined; canReturn: boolean };

/** The app is what is in the way: beginning anew would end here again. */
const HOPELESS: readonly EndedReason[] = ["app_disabled", "app_in_development", "challenge_missing"];

/** Reads why the journey is over. */
export const readEnded: ReadView<EndedView> = (journey) => {
  const why = journey.step.name === "ended" ? journey.step.reason : "session_expired";
  return {
    why,
    again: HOPELESS.includes(why) ? undefined : restartUrl(journey),
    canReturn: journey.app !== undefined && failureUrl(journey, "cancelled") !== undefined,
  };
};

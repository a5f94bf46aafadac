import type { ReadView } from "@/lib/journey/read/view";
import { failureUrl, restartUrl } from "@/lib/journey/urls/journey-urls";
import type { EndedReason } from "@/lib/messages/messages";

/** Why a journey is over, and the ways on. */
export type EndedView = { why: EndedReason; again: string | undefined; canReturn: boolean };

/** Reads why the journey is over. */
export const readEnded: ReadView<EndedView> = (journey) => ({
  why: journey.step.name === "ended" ? journey.step.reason : "session_expired",
  again: restartUrl(journey),
  canReturn: journey.app !== undefined && failureUrl(journey, "cancelled") !== undefined,
});

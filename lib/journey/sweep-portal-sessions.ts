import { sweepSessions } from "@/lib/journey/portal-session-store";
import { days, now } from "@/lib/clock";

/** Forgets journeys a week after they were last seen; what they minted stays. Run from time to time. */
export async function sweepPortalSessions(): Promise<void> {
  await sweepSessions(new Date(now().getTime() - days(7)));
}

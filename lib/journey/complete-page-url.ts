import { env } from "@/lib/env";
import { PORTAL_PATH } from "@/lib/journey/step-url";

/** The completion page of our own: where journeys without a `returnUrl` end (contract section 1). */
export function completePageUrl(): string {
  return `${env().portalUrl}${PORTAL_PATH}/complete`;
}

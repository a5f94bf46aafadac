import { env } from "@/lib/env";
import { PORTAL_PATH } from "@/lib/journey/step-url";

/** The completion page of our own: where journeys without a `returnUrl` end (docs/app-contract.md#1-start-url). */
export function completePageUrl(): string {
  return `${env().portalUrl}${PORTAL_PATH}/complete`;
}

import { env } from "@/lib/env";
import type { StepName } from "@/lib/journey/read/next-step";

export const PORTAL_PATH = "/appportal/v1";

/** Query parameters; one without a value is left out. */
export type Query = Record<string, string | undefined>;

/**
 * Address of a step, or of one of its actions, on this origin.
 * @param extra further query parameters, such as `error`
 */
export function stepUrl(step: StepName | `${StepName}/${string}`, id: string, extra: Query = {}): string {
  const query = new URLSearchParams({ session: id });
  for (const [name, value] of Object.entries(extra)) if (value !== undefined) query.set(name, value);
  return `${PORTAL_PATH}/${step}?${query}`;
}

/** The completion page of our own: where journeys without a `returnUrl` end (docs/app-contract.md#1-start-url). */
export function completePageUrl(): string {
  return `${env().portalUrl}${PORTAL_PATH}/complete`;
}

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

/** Where apps that take a server's address begin and, without a return URL, end: theirs to know, so never changed. */
export const TUNNEL_PATHS = { start: "/tunnels/new", end: "/tunnels/succeeded" } as const;

/** What an app is answered at the end: a whole App Connection, or the address of a tunnel. */
export type JourneyAnswer = "connection" | "tunnel";

/** The completion page of our own: where journeys without a `returnUrl` end (docs/app-contract.md#1-start-url). */
export function completePageUrl(answer: JourneyAnswer = "connection"): string {
  return `${env().portalUrl}${answer === "tunnel" ? `${TUNNEL_PATHS.end}/` : `${PORTAL_PATH}/complete`}`;
}

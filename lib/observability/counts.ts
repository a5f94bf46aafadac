import { shared } from "@/lib/shared";

/**
 * What is counted, by family: name of the metric, what it says, and its labels. Every label has few values, all of them
 * ours: never a person's, printer's or app's own text.
 */
export const FAMILIES = {
  journeys: {
    name: "portal_journey_actions_total",
    help: "What was done at steps of journeys, and what came of it.",
    labels: ["step", "action", "outcome"],
  },
  mints: { name: "portal_mints_total", help: "App Connections that were made.", labels: ["sibling"] },
  handshakes: {
    name: "portal_handshakes_total",
    help: "Handshakes of printers; fault: why one was refused.",
    labels: ["outcome", "fault"],
  },
  limits: { name: "portal_limits_hit_total", help: "What was refused for a rate limit.", labels: ["limit"] },
  mails: { name: "portal_mail_tries_total", help: "Mails that were tried, by what came of it.", labels: ["outcome"] },
  webhooks: {
    name: "portal_webhook_tries_total",
    help: "Webhooks that were tried; failure: why one did not arrive.",
    labels: ["outcome", "failure"],
  },
  jobs: { name: "portal_job_failures_total", help: "Faults of jobs.", labels: ["job"] },
  faults: { name: "portal_faults_total", help: "Unexpected errors, those of jobs included.", labels: [] },
  database: { name: "portal_database_failures_total", help: "Checks that the database did not answer.", labels: [] },
} as const satisfies Record<string, { name: string; help: string; labels: readonly string[] }>;

export type Family = keyof typeof FAMILIES;

type Counts = Record<Family, Map<string, number>>;

/** Between the values of labels: none of them holds it. */
const BETWEEN = " ";

// Pages and actions run in the framework's copy of this module: both count together.
const counts = () =>
  shared<Counts>(
    "counts",
    () => Object.fromEntries(Object.keys(FAMILIES).map((family) => [family, new Map()])) as Counts,
  );

/** Counts one. @param values of the family's labels, in their order; empty: it does not apply */
export function count(family: Family, ...values: string[]): void {
  const map = counts()[family];
  const key = values.join(BETWEEN);
  map.set(key, (map.get(key) ?? 0) + 1);
}

/** What was counted of a family so far. @returns values of its labels, in their order, and how often */
export const countsOf = (family: Family): [string[], number][] =>
  [...counts()[family]].map(([key, number]) => [key.split(BETWEEN), number]);

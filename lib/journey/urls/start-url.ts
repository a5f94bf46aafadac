import type { StartParameters } from "@/lib/journey/read/start-parameters";
import { PORTAL_PATH } from "@/lib/journey/urls/step-url";

/** The query of a start URL for these parameters, each encoded. */
export function startQuery(parameters: StartParameters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value);
  return query.toString();
}

/** Path and query of a start URL on this origin (docs/app-contract.md#1-start-url). */
export function startUrl(parameters: StartParameters): string {
  return `${PORTAL_PATH}?${startQuery(parameters)}`;
}

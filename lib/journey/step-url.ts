import type { StepName } from "@/lib/journey/next-step";

export const PORTAL_PATH = "/appportal/v1";

/**
 * Address of a step or of one of its actions, on this origin.
 * @param extra further query parameters, such as `error`
 */
export function stepUrl(
  step: StepName | `${string}/${string}`,
  session: string,
  extra: Record<string, string | undefined> = {},
): string {
  const query = new URLSearchParams({ session });
  for (const [name, value] of Object.entries(extra)) if (value !== undefined) query.set(name, value);
  return `${PORTAL_PATH}/${step}?${query}`;
}

import { days } from "@/lib/clock";

/** How long a connection lasts, as chosen at consent, in milliseconds; null: until it is revoked. */
const LIFETIME_MS = { none: null, year: days(365), month: days(30), day: days(1) } as const satisfies Record<
  string,
  number | null
>;

export type Lifetime = keyof typeof LIFETIME_MS;

/** In the order they are offered. */
export const LIFETIMES = Object.keys(LIFETIME_MS) as Lifetime[];

/** @returns undefined for anything but the four values: nothing was chosen, and nothing is assumed */
export const readLifetime = (text: string | null | undefined): Lifetime | undefined =>
  LIFETIMES.find((lifetime) => lifetime === text);

/** When a connection ends; null: no end. @param begins when it was consented to */
export function expiresAt(lifetime: Lifetime, begins: Date): Date | null {
  const ms = LIFETIME_MS[lifetime];
  return ms === null ? null : new Date(begins.getTime() + ms);
}

import { days } from "@/lib/clock";

/** How long a connection lasts, as chosen at consent, in milliseconds; null: until it is revoked. */
const LIVES = { none: null, year: days(365), month: days(30), day: days(1) } as const satisfies Record<
  string,
  number | null
>;

export type Life = keyof typeof LIVES;

/** In the order they are offered. */
export const LIFE_CHOICES = Object.keys(LIVES) as Life[];

/** @returns undefined for anything but the four values: nothing was chosen, and nothing is assumed */
export const readLife = (text: string | null | undefined): Life | undefined =>
  LIFE_CHOICES.find((life) => life === text);

/** When a connection ends; null: no end. @param begins when it was consented to */
export function lifeEnd(life: Life, begins: Date): Date | null {
  const ms = LIVES[life];
  return ms === null ? null : new Date(begins.getTime() + ms);
}

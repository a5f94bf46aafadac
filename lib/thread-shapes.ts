/*
 * The filament's forms, for pages and for pictures of it. Lines lie in a box of 100 by 40, from the app at the left to
 * the printer at the right.
 */

/** From slack at the beginning to taut at the end; `wave` goes by way of a computer. */
export const LINES = {
  slack: "M0 20C30 20 24 2 50 6S72 38 100 20",
  wave: "M0 20C14 20 14 8 27 8S40 20 50 20S60 32 73 32S86 20 100 20",
  easy: "M0 20C28 20 30 11 50 13S74 27 100 20",
  taut: "M0 20L100 20",
} as const;

/** Snapped: what is left at the app, and at the printer. */
export const HOOKS = {
  app: "M0 20C12 20 20 23 29 16C36 10.5 36 1 42 2C47 3 46 11 41 11",
  printer: "M100 20C88 20 80 17 71 24C64 29.5 64 39 58 38C53 37 54 29 59 29",
} as const;

/** A printer, in a box of 36 by 40. */
export const PRINTER_GLYPH = "M3 3h30M6 3v33M30 3v33M1 37h34M14 12h8v6l-4 5-4-5zM12 31h12";

/** A phone, for an app without a picture, in a box of 24 by 40. */
export const PHONE_GLYPH = "M4 3h16a3 3 0 0 1 3 3v28a3 3 0 0 1-3 3H4a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3zM9.5 31h5";

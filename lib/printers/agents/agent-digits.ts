import { minutes, seconds } from "@/lib/clock";
import { keyedDigest } from "@/lib/digest";

/** How long six digits work at most. */
export const DIGITS_LIFETIME_MS = minutes(10);

/** A page whose script asks for its digits, and stops asking, was left: they work no longer than this after it. */
export const ASKED_WITHIN_MS = minutes(3);

/** How long the person's "Yes, that was me" lasts: time to press the agent's button once more. */
export const CONFIRMED_FOR_MS = minutes(2);

/** Digits that are nearly over are followed by others: none die while they are read. */
export const DIGITS_RENEWED_BEFORE_MS = seconds(60);

const LENGTH = 6;

/**
 * The digits of a row, which only this server can compute, so that a page shows the same ones again and they are kept
 * nowhere. 48 bits divided by a million: no digits are likelier than others by more than one in a hundred million.
 * @param seed random
 */
export function digitsOf(seed: string): string {
  const number = Number.parseInt(keyedDigest("agent-digits of a page", seed).slice(0, 12), 16);
  return String(number % 10 ** LENGTH).padStart(LENGTH, "0");
}

/** What is stored of digits. Keyed, since a million of them are tried in a second. */
export const digitsDigest = (digits: string): string => keyedDigest("agent-digits", digits);

/** Whether a text that an agent sent may be digits. */
export const isDigits = (text: string): boolean => /^\d{6}$/.test(text);

/** As people read them: `123 456`. */
export const spellDigits = (digits: string): string => `${digits.slice(0, 3)} ${digits.slice(3)}`;

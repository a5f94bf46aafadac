import { zxcvbn, zxcvbnOptions } from "@zxcvbn-ts/core";
import * as common from "@zxcvbn-ts/language-common";
import { failure, ok, type Result } from "@/lib/result";

export const PASSWORD_MIN = 15;
export const PASSWORD_MAX = 128;

/** The start of many leaked long passwords: keyboard runs, counted digits, the same words again and again. */
const COMMON = [
  "qwertyuiopasdfghjklzxcvbnm",
  "1qaz2wsx3edc4rfv5tgb",
  "12345678901234567890",
  "98765432109876543210",
  "abcdefghijklmnopqrstuvwxyz",
  "passwordpassword",
  "passwort",
  "password",
  "iloveyou",
  "letmein",
  "administrator",
  "welcome",
  "octoprint",
  "octoeverywhere",
  "raspberry",
  "correcthorsebatterystaple",
  "mypassword",
  "thisismypassword",
  "changeme",
  "trustno1",
  "qwertyuiop",
  "1q2w3e4r5t6y7u8i9o0p",
];

/** The password without what people add to make it look longer. */
const core = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "")
    .replace(/\d{0,8}$/u, "");

/**
 * Characters that are judged. Judging blocks this process, and its time grows steeply with length and with look-alikes
 * such as `4` for `a`.
 */
const JUDGED = 32;

zxcvbnOptions.setOptions({
  dictionary: common.dictionary,
  graphs: common.adjacencyGraphs,
  maxLength: JUDGED,
  l33tMaxSubstitutions: 10,
});

/**
 * Guesses, as a power of ten, that a password must be worth: what is below is made of leaked passwords, rows and
 * repeats.
 */
const ENOUGH_GUESSES = 9;

const easilyGuessed = (text: string, context: string[]) =>
  zxcvbn([...text].slice(0, JUDGED).join(""), context).guessesLog10 < ENOUGH_GUESSES;

const repeats = (text: string) => /^(.{1,6}?)\1+.{0,5}$/su.test(text);

/**
 * NIST SP 800-63B-4 3.1.1.2: a password that is the only factor has at least 15 characters, up to 128, no rule about
 * kinds of characters, and is not an expected one. Counted in code points after NFKC.
 * @param context words of the account: the address, the name, the service's name
 */
export function checkPassword(
  password: string,
  context: string[],
): Result<{ password: string }, "password_too_short" | "password_too_long" | "password_common"> {
  const text = password.normalize("NFKC");
  const length = [...text].length;
  if (length < PASSWORD_MIN) return failure("password_too_short");
  if (length > PASSWORD_MAX) return failure("password_too_long");
  const plain = text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  const words = [...COMMON, ...context.flatMap((word) => [word, word.split("@")[0] ?? ""])].map((word) =>
    word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ""),
  );
  const expected =
    plain === "" ||
    repeats(plain) ||
    words.some(
      (word) =>
        word.length >= 4 &&
        (core(text) === "" ||
          core(text) === word ||
          repeats(core(text)) ||
          (word.length >= 10 && word.startsWith(plain.slice(0, 15)) && plain.length <= word.length + 4)),
    );
  return expected || easilyGuessed(text, context) ? failure("password_common") : ok({ password: text });
}

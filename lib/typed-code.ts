/** A decimal digit of any script, as an ASCII digit: each script has its ten in a row, some behind another's. */
function asciiDigit(digit: string): string {
  const point = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(point - value - 1))) value++;
  return String(value % 10);
}

/**
 * A code as a person typed or pasted it, in one spelling: full-width letters and digits of any script become ASCII
 * (NFKC, Unicode's decimal digits); what people and mail programs put between or around does not count: blanks, dashes
 * of any kind, dots, underscores, and characters that cannot be seen, such as direction marks and soft hyphens. Case
 * stays as it is. Pure; used by the server and by the fields.
 */
export const typedCode = (text: string): string =>
  text
    .normalize("NFKC")
    .replace(/[\p{Cf}\p{Cc}\p{Mn}\p{Z}\p{Pd}\p{Pc}.。·•‧−⁃,]/gu, "")
    .replace(/\p{Nd}/gu, asciiDigit);

// Warm neutrals in the middle of the scale: each is distinct from light and dark paper and carries the light letter
// (WCAG AA).
const GROUNDS = ["#7a6a56", "#86603f", "#6f6a5f", "#8a5a4a", "#67705a"];
const LETTER = "#fffdf9";

/** What stands for a name in its monogram: its first letter or digit as a capital, else a dot. */
export function monogramLetter(name: string): string {
  const first = /[\p{L}\p{N}]/u.exec(name.normalize("NFC"))?.[0];
  return first ? ([...first.toLocaleUpperCase("en")][0] ?? first) : "\u00b7";
}

const escape = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/**
 * A picture for apps without a logo, as SVG. It has no style element and no script, so it needs nothing from the
 * content policy.
 * @param letter see {@link monogramLetter}
 */
export function monogram(letter: string): string {
  const ground = GROUNDS[(letter.codePointAt(0) ?? 0) % GROUNDS.length];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200" viewBox="0 0 100 100"><rect width="100" height="100" fill="${ground}"/><text x="50" y="50" dy=".35em" text-anchor="middle" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif" font-size="52" font-weight="600" fill="${LETTER}">${escape(letter)}</text></svg>`;
}

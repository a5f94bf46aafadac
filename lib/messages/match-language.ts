/** A list of tags, most wanted first, is as long as this at most: an app or a browser names a few. */
const MOST_TAGS = 20;

const isTag = (text: string) => /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(text);

/** With the script that a region writes in: zh-TW is zh-Hant-TW. */
function withScript(tag: string): string {
  try {
    return new Intl.Locale(tag).maximize().toString();
  } catch {
    return tag;
  }
}

/** Takes the last part away, and a single letter before it. */
const shorter = (tag: string) => tag.replace(/(-[A-Za-z0-9])?-[A-Za-z0-9]{2,8}$|-[A-Za-z0-9]$/, "");

function lookUp(range: string, offered: readonly string[]): string | undefined {
  for (let tag = range.toLowerCase(); ; tag = shorter(tag)) {
    const found = offered.find((one) => one.toLowerCase() === tag);
    if (found || shorter(tag) === tag) return found;
  }
}

/**
 * The language that is wanted most of those on offer: lookup of RFC 4647 3.4, first as the tag is written, then with
 * its script.
 * @param wanted tags, most wanted first @returns undefined where none is on offer
 */
export function matchLanguage(wanted: readonly string[], offered: readonly string[]): string | undefined {
  for (const tag of wanted.filter(isTag).slice(0, MOST_TAGS)) {
    const found = lookUp(tag, offered) ?? lookUp(withScript(tag), offered);
    if (found) return found;
  }
  return undefined;
}

/** The tags of an `Accept-Language` header, most wanted first (RFC 9110 12.5.4). */
export function acceptedLanguages(header: string): string[] {
  return header
    .slice(0, 500)
    .split(",")
    .map((item) => {
      const [tag = "", ...parameters] = item.split(";").map((part) => part.trim());
      const weight = parameters.find((part) => /^q=/i.test(part))?.slice(2);
      return { tag, weight: weight === undefined ? 1 : Number(weight) || 0 };
    })
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag);
}

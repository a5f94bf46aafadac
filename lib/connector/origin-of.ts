/** @returns undefined for what is no address. (`URL.canParse` is younger than Node 18.) */
export function parseUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

/**
 * @param text an address of a web server, such as a person gives it
 * @returns its origin; undefined when it is none, or more than one
 */
export function originOf(text: string): string | undefined {
  const url = parseUrl(text);
  const isOrigin = url && /^https?:$/.test(url.protocol) && url.pathname === "/" && !url.search && !url.hash;
  return isOrigin && url.hostname && !url.username && !url.password ? url.origin : undefined;
}

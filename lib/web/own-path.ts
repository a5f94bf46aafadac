const ORIGIN = "http://portal.invalid";

/** Path and query on this origin, for coming back to a page; "/" for anything that leads elsewhere. */
export function ownPath(asked: string): string {
  if (!/^\/[^/\\]?/.test(asked) || /[\p{Cc}\\]/u.test(asked) || !URL.canParse(asked, ORIGIN)) return "/";
  const { origin, pathname, search } = new URL(asked, ORIGIN);
  return origin === ORIGIN && !pathname.startsWith("//") ? `${pathname}${search}` : "/";
}

/** A path of ours with more in its query. Pure. @param query what is undefined is left out */
export function withQuery(path: string, query: Record<string, string | undefined>): string {
  const given = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return given.size ? `${path}${path.includes("?") ? "&" : "?"}${given}` : path;
}

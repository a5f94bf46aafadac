/** A path of ours with query parameters; those that are undefined are left out. */
export function withQuery(path: string, parameters: Record<string, string | undefined>): string {
  const query = new URLSearchParams(Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  return query.size ? `${path}?${query}` : path;
}

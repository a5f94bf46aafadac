/** Names that a printer's program has for the machine that it runs on. */
const LOCAL = /^(localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1\])$/;

/**
 * Where a redirect leads, without the name that the agent knows its printer by: an address on 127.0.0.1 becomes one on
 * the same host, any other stays. Pure.
 * @param location as the printer sent it
 */
export function resolveLocation(location: string): string {
  const trimmed = location.trim();
  // Without a scheme, and with backslashes: as browsers read it.
  if (!/^(https?:|[\\/]{2})/i.test(trimmed) || !URL.canParse(trimmed, "http://printer")) return location;
  const { hostname, pathname, search, hash } = new URL(trimmed, "http://printer");
  if (!LOCAL.test(hostname.replace(/\.$/, ""))) return location;
  // Two slashes at its beginning would make the rest of the path another host.
  return `${pathname.replace(/^[/\\]+/, "/")}${search}${hash}`;
}

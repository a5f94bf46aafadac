/** Names and addresses of the machine that one is on: a printer that calls itself so means itself. */
const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]+\])$/;

const hostname = (url: URL) => url.hostname.replace(/\.$/, "");

const isWeb = ({ protocol }: URL) => /^(https?|wss?):$/.test(protocol);

/**
 * Whether an address is the printer's own web server: its host and port (the scheme does not count, names of loopback
 * are one). Pure.
 * @param origins that the printer is known by, such as `http://192.168.1.5:5000`
 */
export function isPrinters(url: URL, origins: readonly URL[]): boolean {
  return (
    isWeb(url) &&
    origins.some(
      (origin) => url.port === origin.port && (hostname(url) === hostname(origin) || LOOPBACK.test(hostname(url))),
    )
  );
}

export type AddressContext = {
  /** That the printer is known by; the first is what a relative address is read against. */
  origins: readonly URL[];
  /** What the app knows the printer by: scheme and host, with port where needed. */
  publicOrigin: string;
};

/** Bytes of a header as browsers read them in an address: UTF-8 where they are that, else Latin-1 (WHATWG Fetch). */
function asUtf8(text: string): string {
  if (!/[\x80-\xff]/.test(text) || /[^\0-\xff]/.test(text)) return text;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(text, "latin1"));
  } catch {
    return text;
  }
}

/**
 * One address of a printer's answer, as the app can use it: the printer's own leads through the relay, one without a
 * host stays relative, one to elsewhere stays (RFC 9110, 10.2.2; read as browsers do). Pure.
 */
function throughRelay(address: string, { origins, publicOrigin }: AddressContext): string {
  const [base] = origins;
  const trimmed = asUtf8(address.trim());
  // Without a host: relative to the relay's own. With backslashes browsers see a host where others see a path.
  if (!/^([a-z][a-z0-9+.-]*:|[\\/]{2})/i.test(trimmed)) return address;
  if (!base || !URL.canParse(trimmed, base)) return address;
  const url = new URL(trimmed, base);
  const isPublic = isWeb(url) && hostname(url) === hostname(new URL(publicOrigin));
  return isPublic || isPrinters(url, origins) ? `${publicOrigin}${url.pathname}${url.search}${url.hash}` : address;
}

/** Headers whose whole value is an address. */
const WHOLE = new Set(["location", "content-location", "sourcemap", "x-sourcemap"]);

/**
 * A header of a printer's answer with its addresses as the app can use them; `Location`, `Content-Location`, `Refresh`
 * and `Link` among others. Pure.
 * @param name in lower case
 */
export function withPublicAddresses(name: string, value: string, context: AddressContext): string {
  if (WHOLE.has(name)) return throughRelay(value, context);
  if (name === "link")
    return value.replace(/<([^<>]*)>/g, (_, address: string) => `<${throughRelay(address, context)}>`);
  if (name !== "refresh") return value;
  const [, before = "", quote = "", address = ""] =
    /^(\s*[\d.]+\s*[;,]?\s*(?:url\s*=\s*)?)(["']?)(.*)$/i.exec(value) ?? [];
  if (!before) return value;
  const bare = quote && address.endsWith(quote) ? address.slice(0, -1) : address;
  return `${before}${quote}${throughRelay(bare, context)}${bare === address ? "" : quote}`;
}

/** A header's name (RFC 9110, 5.6.2). */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** What says where the body ends: written anew, from what all of it said together. */
const FRAMING = new Set(["content-length", "transfer-encoding"]);

/** How one answer ends its body, as this program's own HTTP client will read it. */
type Framing = string[];

/** No answer to these has a body, whatever its head says (RFC 9110, 6.4.1). */
const hasNoBody = (method: string, status: number) => method === "HEAD" || status === 204 || status === 304;

/**
 * Chunks count more than a length (RFC 9112, 6.3); of lengths the one that all agree on. Everything else ends with the
 * connection.
 */
function framingOf(fields: readonly [string, string][], isBodiless: boolean): Framing {
  const valuesOf = (name: string) =>
    fields
      .filter(([field]) => field.toLowerCase() === name)
      .flatMap(([, value]) => value.split(","))
      .map((value) => value.trim().toLowerCase())
      .filter((value) => value !== "" && value !== "identity");
  const codings = valuesOf("transfer-encoding");
  if (codings.length > 0 && !isBodiless) return [`Transfer-Encoding: ${codings.join(", ")}`];
  const lengths = new Set(valuesOf("content-length"));
  const [length = ""] = lengths;
  return lengths.size === 1 && /^\d{1,15}$/.test(length) ? [`Content-Length: ${length}`] : [];
}

/** Lines as they were meant: by any line end, with continuations (RFC 9112, 5.2) joined. */
function linesOf(head: string): string[] {
  const lines: string[] = [];
  for (const line of head.split(/\r*\n/)) {
    const before = lines.length - 1;
    if (/^[ \t]/.test(line) && before > 0) lines[before] = `${lines[before]} ${line.trim()}`;
    else if (line.trim()) lines.push(line);
  }
  return lines;
}

function fieldOf(line: string): [string, string][] {
  const colon = line.indexOf(":");
  const name = line.slice(0, Math.max(colon, 0)).trim();

  const value = line.slice(colon + 1).replace(/[\0-\x08\x0a-\x1f\x7f]/g, "");
  return NAME.test(name) ? [[name, value.trim()]] : [];
}

/**
 * The head of a printer's answer as an HTTP client takes it: printers' small servers write heads that curl reads and
 * stricter clients refuse (bare line feeds, a length twice or beside chunks, blanks and control bytes, folded headers).
 * What cannot be a header is left out. Pure.
 * @param head the bytes before the empty line, as latin1 @param method of the request
 * @returns the clean head with its empty line; undefined when it is no head of HTTP
 */
export function cleanHead(
  head: string,
  method: string,
): { head: string; status: number; bodiless: boolean } | undefined {
  const [first = "", ...rest] = linesOf(head);
  const [, version, code, reason = ""] =
    /^(?:HTTP\/(\d(?:\.\d)?)|ICY)[ \t]+(\d{3})(?:[ \t]+(.*))?$/i.exec(first.trim()) ?? [];
  const status = Number(code);
  if (!code || status < 100 || status > 599) return undefined;
  const bodiless = status < 200 || hasNoBody(method, status);
  const fields = rest.flatMap(fieldOf);
  const others = fields
    .filter(([name]) => !FRAMING.has(name.toLowerCase()))
    .map(([name, value]) => `${name}: ${value}`);
  const [, text = ""] = fieldOf(`X: ${reason}`)[0] ?? [];
  const lines = [`HTTP/1.${version === "1.0" ? 0 : 1} ${status} ${text}`, ...others, ...framingOf(fields, bodiless)];
  return { head: `${lines.join("\r\n")}\r\n\r\n`, status, bodiless };
}

/** A header's name (RFC 9110, 5.6.2). */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** What says where the body ends: written anew, from what all of it said together. */
const FRAMING = new Set(["content-length", "transfer-encoding"]);

/** A head as an HTTP client takes it, and the body that follows. */
export type CleanHead = {
  /** With its empty line. */
  head: string;
  status: number;
  /** No body follows, whatever was announced. */
  bodiless: boolean;
  isChunked: boolean;
  /** Bytes of the body; undefined: it ends with its chunks, or else with the connection. */
  length: number | undefined;
};

type Field = [name: string, value: string];

/** Where the body ends. `isDoubtful`: another reader could take it to end elsewhere. */
type Framing = { fields: Field[]; isChunked: boolean; length: number | undefined; isDoubtful: boolean };

/** No answer to these has a body, whatever its head says (RFC 9110, 6.4.1). */
export const hasNoBody = (method: string, status: number) =>
  status < 200 || method === "HEAD" || status === 204 || status === 304;

/**
 * Chunks count more than a length (RFC 9112, 6.3); of lengths the one that all agree on. Everything else ends with the
 * connection.
 */
function framingOf(fields: readonly Field[], bodiless: boolean): Framing {
  const framing = fields.filter(([name]) => FRAMING.has(name.toLowerCase()));
  const valuesOf = (name: string) =>
    framing
      .filter(([field]) => field.toLowerCase() === name)
      .flatMap(([, value]) => value.split(","))
      .map((value) => value.trim().toLowerCase())
      .filter((value) => value !== "" && value !== "identity");
  const codings = valuesOf("transfer-encoding");
  const said = valuesOf("content-length");
  const lengths = new Set(said);
  const [first = ""] = lengths;
  const length = lengths.size === 1 && /^\d{1,15}$/.test(first) ? Number(first) : undefined;
  const coding = codings.join(", ");
  const isPlain = coding === "" ? length !== undefined || framing.length === 0 : coding === "chunked";
  const isDoubtful =
    framing.length > 1 || said.length > 1 || !isPlain || (bodiless && (coding !== "" || Boolean(length)));
  if (coding !== "" && !bodiless) {
    const isChunked = codings.at(-1) === "chunked";
    return { fields: [["Transfer-Encoding", coding]], isChunked, length: undefined, isDoubtful };
  }
  return { fields: length === undefined ? [] : [["Content-Length", first]], isChunked: false, length, isDoubtful };
}

/** Any line end. Looked for once in a run of carriage returns, however long it is. */
const LINE_END = /(?<!\r)\r*\n/;

/** Lines as they were meant: by any line end, with continuations (RFC 9112, 5.2) joined. */
function linesOf(head: string): string[] {
  const lines: string[] = [];
  for (const line of head.split(LINE_END)) {
    const before = lines.length - 1;
    if (/^[ \t]/.test(line) && before > 0) lines[before] = `${lines[before]} ${line.trim()}`;
    else if (line.trim()) lines.push(line);
  }
  return lines;
}

const clean = (value: string) => value.replace(/[\0-\x08\x0a-\x1f\x7f]/g, "").trim();

function fieldOf(line: string): Field[] {
  const colon = line.indexOf(":");
  const name = line.slice(0, Math.max(colon, 0)).trim();
  return NAME.test(name) ? [[name, clean(line.slice(colon + 1))]] : [];
}

const isOfConnection = ([name]: Field) => /^(connection|keep-alive)$/i.test(name);

/**
 * The head of a printer's answer as an HTTP client takes it: printers' small servers write heads that curl reads and
 * stricter clients refuse (bare line feeds, a length twice or beside chunks, blanks and control bytes, folded headers).
 * What cannot be a header is left out; where the end of the body is in doubt, the connection ends with it. Pure.
 * @param head the bytes before the empty line, as latin1 @param method of the request
 * @returns undefined when it is no head of HTTP
 */
export function cleanHead(head: string, method: string): CleanHead | undefined {
  const [first = "", ...rest] = linesOf(head);
  const [, version, code, reason = ""] =
    /^(?:HTTP\/(\d(?:\.\d)?)|ICY)[ \t]+(\d{3})(?:[ \t]+(.*))?$/i.exec(first.trim()) ?? [];
  const status = Number(code);
  if (!code || status < 100 || status > 599) return undefined;
  const bodiless = hasNoBody(method, status);
  const fields = rest.flatMap(fieldOf);
  const { fields: framing, isChunked, length, isDoubtful } = framingOf(fields, bodiless);
  const ends = isDoubtful && status >= 200;
  const others = fields.filter((field) => !FRAMING.has(field[0].toLowerCase()) && !(ends && isOfConnection(field)));
  const all = [...others, ...(ends ? [["Connection", "close"]] : []), ...framing];
  const lines = [
    `HTTP/1.${version === "1.0" ? 0 : 1} ${status} ${clean(reason)}`,
    ...all.map((pair) => pair.join(": ")),
  ];
  return { head: `${lines.join("\r\n")}\r\n\r\n`, status, bodiless, isChunked, length };
}

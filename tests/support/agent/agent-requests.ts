import { request, type IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { deflate, gunzipSync } from "node:zlib";

export type HttpTunnel = {
  ref: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  data: Buffer | string | null;
  timeout?: number;
};

/** What the agent did at addresses, and how much it held. */
export type RequestRecord = {
  /** Every address that it asked, whole. */
  asked: { method: string; url: string; headers: Record<string, string> }[];
  /** Bytes of the largest body, of a request or an answer, and of all that it ever held at once. */
  largestBody: number;
  mostHeld: number;
  held: number;
  /** Requests that were asked and are not answered. */
  running: number;
  mostRunning: number;
};

export const newRecord = (): RequestRecord => ({
  asked: [],
  largestBody: 0,
  mostHeld: 0,
  held: 0,
  running: 0,
  mostRunning: 0,
});

const KEYS = new Set(["ref", "method", "path", "headers", "data", "params", "timeout"]);
const METHODS = new Set(["get", "post", "put", "patch", "delete", "head", "options"]);
const COMPRESSED_FROM = 1000;

const deflateAsync = promisify(deflate);

/** As the agent's library joins them: a second slash, a scheme, and tabs lead elsewhere. */
const joined = (path: string, printer: string) => new URL(path.replace(/%7E/gi, "~"), `${printer}/`);

function bodyOf(data: Buffer | string | null): Buffer {
  if (typeof data !== "string") return data ?? Buffer.alloc(0);
  if (/[^\0-\xff]/.test(data)) throw new Error("'latin-1' codec can't encode character");
  return Buffer.from(data, "latin1");
}

function hold(record: RequestRecord, bytes: number, ofBody: number): void {
  record.held += bytes;
  record.mostHeld = Math.max(record.mostHeld, record.held);
  record.largestBody = Math.max(record.largestBody, ofBody);
}

/** Repeated headers are joined, cookies too; those are also told apart. */
function joinHeaders({ rawHeaders }: IncomingMessage): { headers: Record<string, string>; cookies: string[] | null } {
  const byName = new Map<string, [string, string]>();
  const cookies: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const [name = "", value = ""] = [rawHeaders[i], rawHeaders[i + 1]];
    const before = byName.get(name.toLowerCase());
    byName.set(name.toLowerCase(), before ? [before[0], `${before[1]}, ${value}`] : [name, value]);
    if (name.toLowerCase() === "set-cookie") cookies.push(value);
  }
  return { headers: Object.fromEntries(byName.values()), cookies: cookies.length > 0 ? cookies : null };
}

/** @param chunks grow while the answer comes: nothing is passed on before its end */
function fetchWhole(
  url: URL,
  { method, headers, timeout = 30 }: HttpTunnel,
  body: Buffer,
  record: RequestRecord,
): Promise<{ answer: IncomingMessage; content: Buffer }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      method: method.toUpperCase(),
      headers: {
        "Accept-Encoding": "gzip, deflate",
        Accept: "*/*",
        ...headers,
        ...((body.length > 0 || /^(post|put|patch)$/.test(method)) && { "Content-Length": String(body.length) }),
      },
      timeout: timeout * 1000,
    });
    asked.on("timeout", () => asked.destroy(new Error(`ReadTimeout(Read timed out. (read timeout=${timeout}))`)));
    asked.on("error", reject);
    asked.on("response", (answer) => {
      const chunks: Buffer[] = [];
      let length = 0;
      answer.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        hold(record, chunk.length, length);
      });
      answer.on("error", reject);
      answer.on("end", () => resolve({ answer, content: Buffer.concat(chunks) }));
    });
    asked.end(body);
  });
}

/**
 * Asks the printer as the agents do: whole bodies both ways, nothing that can be cancelled, faults with local addresses
 * in them. @returns what is answered; undefined where a request dies without an answer
 */
export async function answerRequest(
  tunnel: HttpTunnel,
  printer: string,
  record: RequestRecord,
): Promise<object | undefined> {
  const { ref, method, path, headers, data } = tunnel;
  if (Object.keys(tunnel).some((key) => !KEYS.has(key))) return undefined;
  if (typeof headers !== "object" || headers === null) return undefined;
  record.running++;
  record.mostRunning = Math.max(record.mostRunning, record.running);
  let held = 0;
  try {
    if (!METHODS.has(method)) throw new Error(`module 'requests' has no attribute '${method}'`);
    const body = bodyOf(data);
    const url = joined(path, printer);
    record.asked.push({ method, url: url.href, headers });
    held = body.length;
    hold(record, body.length, body.length);
    const { answer, content } = await fetchWhole(url, tunnel, body, record);
    held += content.length;
    const decoded = answer.headers["content-encoding"] === "gzip" && content.length > 0 ? gunzipSync(content) : content;
    const compressed = decoded.length >= COMPRESSED_FROM;
    const response = {
      status: answer.statusCode,
      compressed,
      content: compressed ? await deflateAsync(decoded) : decoded,
      ...joinHeaders(answer),
    };
    return { "http.tunnelv2": { ref, response } };
  } catch (error) {
    const content = `ConnectionError(MaxRetryError("HTTPConnectionPool(host='127.0.0.1'): ${String(error)}"))`;
    return { "http.tunnelv2": { ref, response: { status: 502, content, headers: {} } } };
  } finally {
    record.held -= held;
    record.running--;
  }
}

import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { scriptTexts, shellQuote } from "@/lib/server/script-texts";
import { shared } from "@/lib/shared";

/*
 * The connector and what installs it, as people download them beside their printers. Addresses in them come from
 * PORTAL_URL, never from what a request says: whoever could choose them could choose what runs on that computer.
 */

/** Kinds of computers that a Node is kept for, where the operator asked for it (`npm run connector-node`). */
const ARCHITECTURES = ["x64", "arm64", "armv7l"] as const;

const inRoot = (file: string) => path.join(/* turbopackIgnore: true */ process.cwd(), file);
const nodeFile = (architecture: string) => inRoot(`dist/connector-node/${architecture}.gz`);

type Known = { changed: string; digest: string };

/** SHA-256 in hexadecimal; undefined for a file that is not there. Read anew only when the file changed. */
function digestOf(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const known = shared("connector-digests", () => new Map<string, Known>());
  const { mtimeMs, size } = statSync(file);
  const changed = `${mtimeMs} ${size}`;
  const before = known.get(file);
  if (before?.changed === changed) return before.digest;
  const digest = createHash("sha256").update(readFileSync(file)).digest("hex");
  known.set(file, { changed, digest });
  return digest;
}

/** SHA-256 of `/connector.mjs` in hexadecimal, for people who compare; undefined before it was built. */
export const connectorSha256 = (): string | undefined => digestOf(inRoot("dist/connector.mjs"));

const template = (name: string) => readFileSync(inRoot(`lib/connector/install/${name}`), "utf8");

/** The script that `curl … | sh` runs. @param portalUrl origin */
export function connectorScript(portalUrl: string): string {
  const values: Record<string, string> = {
    PORTAL: shellQuote(portalUrl),
    PROGRAM_SHA256: shellQuote(connectorSha256() ?? ""),
    TEXTS: scriptTexts(),
    UNIT: template("connector.service").trimEnd(),
  };
  for (const item of ARCHITECTURES)
    values[`NODE_${item.toUpperCase()}_SHA256`] = shellQuote(digestOf(nodeFile(item)) ?? "");
  return template("connector.sh").replace(/@([A-Z0-9_]+)@/g, (all, name: string) => values[name] ?? all);
}

/** A word in a unit of systemd, where `%` and `$` mean something (systemd.service, "Command lines"). */
const unitWord = (text: string) =>
  `"${text.replaceAll(/["\\]/g, "\\$&").replaceAll("%", "%%").replaceAll("$", "$$$$")}"`;

/** The unit to copy, with the places that the script uses. @param portalUrl origin */
export function connectorUnit(portalUrl: string): string {
  const [folder, state] = ["/opt/printer-connector", "/var/lib/printer-connector"];
  const values: Record<string, string> = {
    portal: portalUrl.replaceAll("%", "%%"),
    user_line: "User=printer-connector",
    run:
      `/usr/bin/node ${folder}/connector.mjs --portal ${unitWord(portalUrl)} --dir ${state} ` +
      "--printer http://127.0.0.1:5000",
    protect_home: "yes",
    state,
    target: "multi-user.target",
  };
  const about =
    `# Save the program as ${folder}/connector.mjs and this as /etc/systemd/system/printer-connector.service, then:\n` +
    "#   useradd --system --no-create-home --shell /usr/sbin/nologin printer-connector\n" +
    `#   install -d -m 700 -o printer-connector ${state}\n` +
    "#   systemctl enable --now printer-connector\n" +
    "# --printer is the address of the printer's own web page; give it again for each further printer.\n";
  return about + template("connector.service").replace(/\$([a-z_]+)/g, (all, name: string) => values[name] ?? all);
}

export type ConnectorFile = { type: string; etag: string; body: Buffer | { file: string; size: number } };

const textFile = (type: string, text: string): ConnectorFile => {
  const body = Buffer.from(text);
  return { type, etag: `"${createHash("sha256").update(body).digest("hex")}"`, body };
};

function storedFile(type: string, file: string): ConnectorFile | undefined {
  const digest = digestOf(file);
  return digest === undefined ? undefined : { type, etag: `"${digest}"`, body: { file, size: statSync(file).size } };
}

/**
 * What is downloaded at an address.
 * @param urlPath normalized path of the request @param portalUrl origin
 * @returns undefined where there is nothing of the connector's
 */
export function findConnectorFile(urlPath: string, portalUrl: string): ConnectorFile | undefined {
  if (urlPath === "/connector.mjs") return storedFile("text/javascript; charset=utf-8", inRoot("dist/connector.mjs"));
  // Without the program the script could only fail.
  if (urlPath === "/connector.sh" && connectorSha256() !== undefined)
    return textFile("text/x-shellscript; charset=utf-8", connectorScript(portalUrl));
  if (urlPath === "/connector.service") return textFile("text/plain; charset=utf-8", connectorUnit(portalUrl));
  const architecture = ARCHITECTURES.find((item) => urlPath === `/connector/node-${item}.gz`);
  return architecture && storedFile("application/gzip", nodeFile(architecture));
}

/** Whether the caller has this very file already (RFC 9110, 13.1.2). */
const isKnown = ({ headers }: IncomingMessage, etag: string) =>
  (headers["if-none-match"] ?? "").split(",").some((item) => [etag, `W/${etag}`, "*"].includes(item.trim()));

/** Sends a file of the connector, or says that it has not changed. */
export function sendConnectorFile(request: IncomingMessage, response: ServerResponse, found: ConnectorFile): void {
  const { type, etag, body } = found;
  const headers = {
    ETag: etag,
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
  };
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { ...headers, Allow: "GET, HEAD", "Content-Length": 0, Connection: "close" }).end();
    return;
  }
  if (isKnown(request, etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  const size = Buffer.isBuffer(body) ? body.length : body.size;
  response.writeHead(200, { ...headers, "Content-Type": type, "Content-Length": size });
  if (request.method === "HEAD") response.end();
  else if (Buffer.isBuffer(body)) response.end(body);
  else
    createReadStream(body.file)
      .on("error", () => response.destroy())
      .pipe(response);
}

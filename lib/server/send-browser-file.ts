import type { IncomingMessage, ServerResponse } from "node:http";
import type { BrowserFile } from "@/lib/browser-files";

const takesGzip = ({ headers }: IncomingMessage) =>
  /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(String(headers["accept-encoding"] ?? ""));

/** Sends a file of the portal's pages, to be kept for good: another content has another name. */
export function sendBrowserFile(request: IncomingMessage, response: ServerResponse, file: BrowserFile): void {
  const headers = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    Vary: "Accept-Encoding",
    ...(file.policy && { "Content-Security-Policy": file.policy }),
  };
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.writeHead(405, { ...headers, Allow: "GET, HEAD", "Content-Length": 0, Connection: "close" }).end();
    return;
  }
  const isGzipped = takesGzip(request);
  const body = isGzipped ? file.gzipped : file.body;
  response.writeHead(200, {
    ...headers,
    "Content-Type": file.type,
    "Content-Length": body.length,
    ...(isGzipped && { "Content-Encoding": "gzip" }),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

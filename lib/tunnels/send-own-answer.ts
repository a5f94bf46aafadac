import type { IncomingMessage, ServerResponse } from "node:http";

/** Answers with JSON of our own. */
export function sendJson(request: IncomingMessage, response: ServerResponse, body: object, status = 200): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(text),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    ...(!request.complete && { Connection: "close" }),
  });
  response.end(request.method === "HEAD" ? undefined : text);
}

/** Answers that there is no such path, or nothing there. */
export const sendNotThere = (request: IncomingMessage, response: ServerResponse): void =>
  sendJson(request, response, { error: "There is nothing here." }, 404);

import type { IncomingMessage, ServerResponse } from "node:http";
import { CONNECTOR_VERSION } from "@/lib/connector/version";
import { drawPicture } from "@/lib/connector/virtual-printer/draw-picture";

const PAGE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Virtual printer</title>
<body style="font-family: sans-serif"><h1>Virtual printer</h1><p>It prints nothing and answers like a printer.</p>
<img src="webcam/snapshot" width="320" height="240" alt="What its camera sees"></body></html>
`;

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { "Content-Type": type, "Content-Length": Buffer.byteLength(body), "Cache-Control": "no-store" });
  response.end(response.req.method === "HEAD" ? undefined : body);
}

const sendJson = (response: ServerResponse, body: unknown, status = 200) => send(response, status, "application/json", JSON.stringify(body));

let frame = 0;

/** Answers a request to the virtual printer. @param printerId what it tells apps in its network */
export function answerPage(request: IncomingMessage, response: ServerResponse, printerId: string): void {
  const { pathname } = new URL(request.url ?? "/", "http://printer.invalid");
  if (pathname === "/") return send(response, 200, "text/html; charset=utf-8", PAGE);
  if (pathname === "/api/version") return sendJson(response, { api: "0.1", server: "1.11.3", text: "OctoPrint 1.11.3" });
  if (pathname === "/api/plugin/octoeverywhere") return sendJson(response, { PluginVersion: CONNECTOR_VERSION, PrinterId: printerId });
  if (pathname === "/webcam/snapshot") return send(response, 200, "image/png", drawPicture(frame++));
  sendJson(response, { error: "There is nothing here." }, 404);
}

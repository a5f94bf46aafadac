import type { IncomingMessage, ServerResponse } from "node:http";
import { CONNECTOR_VERSION } from "@/lib/connector/version";
import { FORBIDDEN, type AppKeys } from "@/lib/connector/virtual-printer/answer-app-keys";
import { answerDownload, answerUpload } from "@/lib/connector/virtual-printer/answer-transfers";
import { drawPicture } from "@/lib/connector/virtual-printer/draw-picture";
import { JOB, MACHINE } from "@/lib/connector/virtual-printer/octoprint-facts";
import { streamWebcam } from "@/lib/connector/virtual-printer/stream-webcam";

const PAGE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Virtual printer</title>
<body style="font-family: sans-serif"><h1>Virtual printer</h1><p>It prints nothing and answers like a printer.</p>
<img src="webcam/snapshot" width="320" height="240" alt="What its camera sees"></body></html>
`;

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, {
    "Content-Type": type,
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
  });
  response.end(response.req.method === "HEAD" ? undefined : body);
}

const sendJson = (response: ServerResponse, body: unknown, status = 200) =>
  send(response, status, "application/json", JSON.stringify(body));

let frame = 0;

/**
 * Answers a request to the virtual printer.
 * @param printerId what it tells apps in its network
 * @param keys who may do what
 */
export function answerPage(
  request: IncomingMessage,
  response: ServerResponse,
  { printerId, keys }: { printerId: string; keys: AppKeys },
): void {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://printer.invalid");
  if (!keys.knows(request)) return sendJson(response, FORBIDDEN, 403);
  if (pathname === "/api/plugin/appkeys" && request.method === "POST") {
    return void keys.answer(request).then(
      ({ status, body }) => sendJson(response, body, status),
      () => response.destroy(),
    );
  }
  if (pathname === "/") return send(response, 200, "text/html; charset=utf-8", PAGE);
  if (pathname === "/api/version")
    return sendJson(response, { api: "0.1", server: "1.11.3", text: "OctoPrint 1.11.3" });
  if (pathname === "/api/plugin/octoeverywhere")
    return sendJson(response, { PluginVersion: CONNECTOR_VERSION, PrinterId: printerId });
  if (pathname === "/api/job") return sendJson(response, JOB);
  if (pathname === "/api/printer") return sendJson(response, MACHINE);
  const action = pathname === "/webcam/" ? `/webcam/${searchParams.get("action") ?? ""}` : pathname;
  if (action === "/webcam/snapshot") return send(response, 200, "image/png", drawPicture(frame++));
  if (action === "/webcam/stream") return streamWebcam(response);
  if (pathname === "/api/files/local" && request.method === "POST")
    return void answerUpload(request, response).catch(() => response.destroy());
  if (pathname === "/downloads/files/local/test.gcode")
    return void answerDownload(response, Math.min(Number(searchParams.get("bytes")) || 1_000_000, 10 ** 10));
  if (pathname === "/stuck") return void request.pause(); // as a printer whose disk is full
  if (pathname === "/headers")
    return sendJson(response, { method: request.method, url: request.url, headers: request.headers });
  if (pathname === "/login") {
    response.setHeader("Set-Cookie", [
      "session=abc; Path=/; HttpOnly; Domain=printer.local",
      "theme=dark; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/",
    ]);
    response.writeHead(302, { Location: `http://${request.headers.host ?? ""}/?welcome=1` });
    return void response.end();
  }
  sendJson(response, { error: "There is nothing here." }, 404);
}

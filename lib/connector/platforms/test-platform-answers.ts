import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach } from "vitest";

/** What a printer answers, by path. */
export type Answers = Record<string, { status?: number; headers?: Record<string, string>; body?: unknown }>;

export const FORBIDDEN = {
  status: 403,
  body: {
    error:
      "You don't have the permission to access the requested resource. It is either read-protected or " +
      "not readable by the server.",
  },
};
export const SERVER_INFO = {
  body: { result: { klippy_connected: false, klippy_state: "disconnected", moonraker_version: "0.11.0" } },
};

export type AnsweringPrinters = {
  servers: Server[];
  /** Starts one. @returns its origin */
  serve(answers: Answers, port?: number): Promise<string>;
  /** What the last one was asked: method, address and body. */
  asked: string[];
};

/**
 * For tests: printers that give certain answers. These are OctoPrint 1.11.8's and Moonraker 0.11.0's
 * (`npm run test:printers` runs the real ones), and PrusaLink's of its published interface.
 */
export function setUpAnswers(): AnsweringPrinters {
  const servers: Server[] = [];
  afterEach(async () => {
    await Promise.all(
      servers
        .splice(0)
        .map((server) => (server.closeAllConnections(), new Promise((resolve) => server.close(resolve)))),
    );
  });

  const asked: string[] = [];
  const serve = async (answers: Answers, port = 0) => {
    asked.length = 0;
    const server = createServer((request, response) => {
      let text = "";
      request.on("data", (chunk) => (text += String(chunk)));
      request.on("end", () => {
        asked.push(`${request.method} ${request.url} ${text}`);
        const {
          status = 200,
          headers = {},
          body,
        } = answers[request.url?.split("?")[0] ?? ""] ?? { status: 404, body: "nothing here" };
        response
          .writeHead(status, { "Content-Type": "application/json", ...headers })
          .end(typeof body === "string" ? body : JSON.stringify(body));
      });
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    servers.push(server);
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  return { servers, serve, asked };
}

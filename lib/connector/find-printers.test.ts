import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { findPrinters, sayPrinter } from "@/lib/connector/find-printers";

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

async function serve(answers: Record<string, object>): Promise<number> {
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ""];
    response.writeHead(answer ? 200 : 404, { "Content-Type": "application/json" });
    response.end(JSON.stringify(answer ?? {}));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

it("finds the printers' programs of this machine with their versions, and nothing else", async () => {
  const octoprint = await serve({ "/api/version": { api: "0.1", server: "1.11.8", text: "OctoPrint 1.11.8" } });
  const moonraker = await serve({
    "/server/info": { result: { klippy_connected: true, moonraker_version: "v0.9.3" } },
  });
  const other = await serve({ "/": {} });
  const found = await findPrinters([octoprint, moonraker, other, 1]);
  expect(found.map(sayPrinter)).toEqual([
    `OctoPrint 1.11.8 at 127.0.0.1:${octoprint}`,
    `Klipper with Moonraker v0.9.3 at 127.0.0.1:${moonraker}`,
  ]);
  expect(await findPrinters([other, 1])).toEqual([]);
});

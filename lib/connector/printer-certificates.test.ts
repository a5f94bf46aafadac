import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { callPrinter } from "@/lib/connector/call-printer";
import type { ConnectorEvent } from "@/lib/connector/connector-event";
import { loadPrinterCertificates, PrinterAgent } from "@/lib/connector/printer-certificates";
import { selfSignedCertificate } from "@/tests/support/certificate";

describe("a printer behind https whose certificate nobody vouches for", () => {
  let server: Server | undefined;
  let seen: string[] = [];
  afterEach(async () => {
    server?.closeAllConnections();
    server?.close();
    seen = [];
  });

  /** @returns its origin */
  async function serve(port = 0): Promise<string> {
    server?.closeAllConnections();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
    const sockets = new WebSocketServer({ noServer: true });
    server = createServer(selfSignedCertificate("printer.local"), (request, response) => {
      seen.push(request.url ?? "");
      response.end("{}");
    });
    server.on("upgrade", (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (ws) => ws.send("hi")),
    );
    await once(server.listen(port, "127.0.0.1"), "listening");
    return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const folder = () => mkdtempSync(path.join(tmpdir(), "certificates-"));
  const events: ConnectorEvent[] = [];
  const load = (dir: string, origin: string) => loadPrinterCertificates(dir, origin, (event) => events.push(event));

  it("is used, its first certificate is kept and said, another one later gets nothing and is said once", async () => {
    const origin = await serve();
    const dir = folder();
    events.length = 0;
    await load(dir, origin);
    for (const call of ["/a", "/b"]) expect(await callPrinter(origin, { path: call })).toMatchObject({ ok: true });
    expect(events).toMatchObject([{ event: "certificate", state: "kept", printer: origin }]);
    await serve(Number(new URL(origin).port));
    for (const call of ["/c", "/d"]) expect(await callPrinter(origin, { path: call })).toMatchObject({ ok: false });
    // Also after a new start.
    await load(dir, origin);
    expect(await callPrinter(origin, { path: "/e" })).toMatchObject({ ok: false });
    expect(events.slice(1)).toMatchObject([{ state: "changed" }, { state: "changed" }]);
    expect(events[1]).toHaveProperty("text", expect.stringMatching(/delete .*printer-certificates\.json/));
    expect(seen).toEqual(["/a", "/b"]);
  });

  it("serves WebSockets in the same way", async () => {
    const origin = await serve();
    await load(folder(), origin);
    const connect = () => new WebSocket(`${origin.replace("https", "wss")}/ws`, { agent: new PrinterAgent() });
    const first = connect();
    expect(String((await once(first, "message"))[0])).toBe("hi");
    first.terminate();
    await serve(Number(new URL(origin).port));
    await expect(once(connect(), "open")).rejects.toThrow(/not the one that was kept/);
  });

  it("of another address is nobody's printer", async () => {
    const origin = await serve();
    await load(folder(), "https://192.0.2.9");
    expect(await callPrinter(origin.replace("127.0.0.1", "localhost"), { path: "/" })).toMatchObject({ ok: false });
  });
});

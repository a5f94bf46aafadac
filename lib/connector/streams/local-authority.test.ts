import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { serveStreams } from "@/lib/connector/streams/serve-streams";
import { body, http, received, setUpPrinterEnd } from "@/lib/connector/streams/test-printer-end";
import { frameOutput } from "@/lib/octostream/frame-output";
import type { Pair } from "@/lib/octostream/messages";

describe("the printer's end of streams", () => {
  const end = setUpPrinterEnd();
  const { send, ended } = end;

  it("act in OctoPrint with the key kept here where the portal asks for that, and only there", async () => {
    end.answer = (request, response) =>
      void response.setHeader("Content-Type", "application/json").end(JSON.stringify(request.headers));
    const headers: Pair[] = [["x-API-key", "the app's"]];
    send(1, { isOpen: true, isDataDone: true, http: http({ headers, useLocalAuth: 1 }) });
    send(2, { isOpen: true, isDataDone: true, http: http({ headers }) });
    send(3, { isOpen: true, isDataDone: true, http: http({ headers: [], useLocalAuth: 0 }) });
    const seen = async (streamId: number) =>
      (JSON.parse(body(await ended(streamId)).toString()) as Record<string, string>)["x-api-key"];
    expect([await seen(1), await seen(2), await seen(3)]).toEqual(["the-admin-key", "the app's", undefined]);
  });

  it("do nothing more for local authority where there is no key", async () => {
    end.answer = (request, response) => void response.end(String(request.headers["x-api-key"]));
    const without = serveStreams({ origin: end.origin, platform: 1 }, frameOutput(end.client));
    without.receive(received(9, { isOpen: true, isDataDone: true, http: http({ useLocalAuth: 1 }) }));
    expect(body(await ended(9)).toString()).toBe("undefined");
    without.stop();
  });

  it("never lend the key to a WebSocket or to an address elsewhere", async () => {
    const asked: unknown[] = [];
    const note = (request: IncomingMessage) => void asked.push(request.headers["x-api-key"]);
    end.printer.on("upgrade", note);
    end.printer.on("request", note);
    send(1, { isOpen: true, isWebsocket: true, controlOnly: true, http: http({ useLocalAuth: 1 }) });
    send(2, {
      isOpen: true,
      isDataDone: true,
      http: http({ url: `${end.origin}/api/plugin/appkeys`, urlKind: 2, useLocalAuth: 1 }),
    });
    expect(await ended(1)).toMatchObject([{ connectFailed: true }]);
    expect(await ended(2)).toMatchObject([{ isClose: true, statusCode: 0 }]);
    end.printer.off("upgrade", note);
    end.printer.off("request", note);
    expect(asked).toEqual([undefined]);
  });

  it("bring what is Moonraker's to the server of its front end, and to no other when that is away", async () => {
    const moonraker = createServer((_, response) => void response.end("moonraker"));
    await new Promise<void>((resolve) => moonraker.listen(0, "127.0.0.1", resolve));
    end.answer = (_, response) => void response.end("front end");
    const own = serveStreams(
      { origin: end.origin, platform: 2, moonraker: `http://127.0.0.1:${(moonraker.address() as AddressInfo).port}` },
      frameOutput(end.client),
    );
    const ask = async (streamId: number, url: string) => {
      own.receive(received(streamId, { isOpen: true, isDataDone: true, http: http({ url }) }));
      return body(await ended(streamId)).toString();
    };
    expect([
      await ask(21, "/server/info"),
      await ask(22, "/printer/objects/query?x"),
      await ask(23, "/index.html"),
      await ask(24, "/servers"),
    ]).toEqual(["moonraker", "moonraker", "front end", "front end"]);
    moonraker.closeAllConnections();
    await new Promise((resolve) => moonraker.close(resolve));
    expect(await ask(25, "/server/info")).toBe("");
    expect(await ended(25)).toMatchObject([{ connectFailed: true }]);
    own.stop();
  });
});

import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callPrinter } from "@/lib/connector/call-printer";
import { detectPlatform } from "@/lib/connector/platforms/detect-platform";
import { servePicture } from "@/lib/connector/streams/serve-picture";
import type { StreamEnd } from "@/lib/connector/streams/serve-stream";
import { PLATFORMS } from "@/lib/octostream/platforms";

const VERSION = JSON.stringify({ api: "0.1", server: "1.11.0", text: "OctoPrint 1.11.0" });

const SETTINGS = `HTTP/1.1 200\n\n${JSON.stringify({ webcam: { snapshotUrl: "/cam", streamUrl: "/cam" } })}`;

const UNTIDY: Record<string, string> = {
  "bare line feeds": `HTTP/1.1 200 OK\nContent-Length: ${VERSION.length}\n\n${VERSION}`,
  "a length beside chunks":
    `HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n` +
    `${VERSION.length.toString(16)} \n${VERSION}\n0\n\n`,
  "odd headers": `HTTP/1.1 200\r\nX A: b\r\nnonsense\r\nX-B: \x01\r\n\r\n${VERSION}`,
  "20 kB of headers": `HTTP/1.1 200 OK\r\nX-A: ${"a".repeat(20_000)}\r\n\r\n${VERSION}`,
};

describe("the connector's own questions to a printer that answers untidily", () => {
  let answer = "";
  const printer = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", (head: Buffer) => {
      const isSettings = head.toString().startsWith("GET /api/settings");
      socket.end(isSettings ? SETTINGS : answer, "latin1");
    });
  });
  beforeAll(async () => void (await once(printer.listen(0, "127.0.0.1"), "listening")));
  afterAll(() => void printer.close());
  const origin = () => `http://127.0.0.1:${(printer.address() as AddressInfo).port}`;

  it.each(Object.keys(UNTIDY))("are answered: %s", async (name) => {
    answer = UNTIDY[name] ?? "";
    const called = await callPrinter(origin(), { path: "/api/version" });
    expect(called).toMatchObject({ ok: true, status: 200, body: JSON.parse(VERSION) as unknown });
    const found = await detectPlatform(origin(), undefined, new AbortController().signal);
    expect(found).toEqual({ platform: PLATFORMS.octoprint });
  });

  it.each(Object.keys(UNTIDY))("and its webcam is shown: %s", async (name) => {
    answer = UNTIDY[name] ?? "";
    const sent: Buffer[] = [];
    const keep = ({ data }: { data?: Uint8Array | undefined } = {}) => void (data && sent.push(Buffer.from(data)));
    await new Promise<void>((resolve, reject) => {
      const end: StreamEnd = {
        sendControl: () => undefined,
        sendData: async (frame) => (keep(frame), true),
        close: (frame) => resolve(keep(frame)),
        giveBack: () => undefined,
        isOver: () => false,
      };
      const question = { kind: "snapshot", index: 0, method: "GET", publicHost: "p1.example.test" } as const;
      servePicture({ origin: origin(), platform: PLATFORMS.octoprint }, question, end, (why) => reject(new Error(why)));
    });
    expect(Buffer.concat(sent).toString()).toBe(VERSION);
  });
});

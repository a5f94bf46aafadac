import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { serveStreams } from "@/lib/connector/streams/serve-streams";
import { body, collect, http, received, setUpPrinterEnd } from "@/lib/connector/streams/test-printer-end";
import { frameOutput } from "@/lib/octostream/frame-output";
import type { Pair } from "@/lib/octostream/messages";
import { until } from "@/tests/support/plugin";

describe("the printer's end of streams", () => {
  const end = setUpPrinterEnd();
  const { send, ended } = end;

  it("answer a small request with one frame", async () => {
    end.answer = (_, response) => {
      response.setHeader("Set-Cookie", ["a=1", "b=2"]);
      response.setHeader("Content-Length", "2");
      response.end("ok");
    };
    send(1, { isOpen: true, isDataDone: true, http: http() });
    const [frame, ...others] = await ended();
    expect(others).toEqual([]);
    expect(frame).toMatchObject({
      isClose: true,
      isDataDone: true,
      controlOnly: false,
      statusCode: 200,
      fullSize: 2,
      data: new Uint8Array(Buffer.from("ok")),
    });
    expect(frame?.http?.headers?.filter(([name]) => name === "Set-Cookie")).toEqual([
      ["Set-Cookie", "a=1"],
      ["Set-Cookie", "b=2"],
    ]);
  });

  it("put a body together from plain and packed pieces", async () => {
    end.answer = (request, response) =>
      void collect(request).then((all) => response.end(`${request.headers["content-length"]} ${all.toString()}`));
    const [first, second] = ["first ".repeat(200), "second"];
    send(1, {
      isOpen: true,
      fullSize: first.length + second.length,
      data: deflateSync(Buffer.from(first)),
      compression: 2,
      originalSize: first.length,
      http: http({ method: "POST" }),
    });
    send(1, { data: Buffer.from(second), isDataDone: true });
    expect(body(await ended()).toString()).toBe(`${first.length + second.length} ${first}${second}`);
  });

  it("pack text that is worth it, and say its real size", async () => {
    const text = JSON.stringify({ text: "printer ".repeat(1000) });
    end.answer = (_, response) =>
      void response.setHeader("Content-Type", "application/json").setHeader("Content-Length", text.length).end(text);
    send(1, { isOpen: true, isDataDone: true, http: http() });
    const [frame] = await ended();
    expect(frame).toMatchObject({ compression: 2, fullSize: text.length, originalSize: text.length });
    expect(frame?.data?.length).toBeLessThan(text.length / 5);
    expect(body([frame!]).toString()).toBe(text);
  });

  it("tell the printer its own host and who asks for it, and drop what only the relay's way has", async () => {
    end.answer = (request, response) =>
      void response.setHeader("Content-Type", "application/json").end(JSON.stringify(request.headers));
    const headers: Pair[] = [
      ["Host", "elsewhere"],
      ["Origin", "https://p1.example.test"],
      ["Referer", "https://p1.example.test/files?x=1"],
      ["Accept-Encoding", "gzip"],
      ["X-Forwarded-For", "1.2.3.4"],
      ["X-Api-Key", "k"],
      ["Bad Name", "x"],
      ["X-Bad", "a\r\nb: c"],
    ];
    send(1, { isOpen: true, isDataDone: true, http: http({ headers }) });
    const seen = JSON.parse(body(await ended()).toString()) as Record<string, string>;
    expect(seen).toMatchObject({
      host: new URL(end.origin).host,
      origin: end.origin,
      referer: `${end.origin}/files?x=1`,
      "accept-encoding": "identity",
      "x-forwarded-host": "p1.example.test",
      "x-forwarded-proto": "https",
      "x-api-key": "k",
      "x-forwarded-for": "1.2.3.4",
    });
    for (const name of ["bad name", "x-bad", "b"]) expect(seen).not.toHaveProperty(name);
  });

  it("lead redirects to the printer through the relay", async () => {
    end.answer = (_, response) => void response.writeHead(302, { Location: `${end.origin}/login?x=1` }).end();
    send(1, { isOpen: true, isDataDone: true, http: http() });
    expect((await ended())[0]?.http?.headers).toContainEqual(["Location", "https://p1.example.test/login?x=1"]);
  });

  it.each([
    ["HEAD", 200],
    ["GET", 304],
    ["GET", 204],
  ])("send no body to %s with status %d", async (method, status) => {
    end.answer = (_, response) =>
      void response.writeHead(status, status === 200 ? { "Content-Length": 5000 } : {}).end();
    send(1, { isOpen: true, isDataDone: true, http: http({ method }) });
    expect(await ended()).toMatchObject([
      { statusCode: status, isClose: true, isDataDone: true, data: undefined, fullSize: status === 200 ? 5000 : -1 },
    ]);
  });

  it("say when the printer cannot be reached", async () => {
    const away = serveStreams({ origin: "http://127.0.0.1:1", platform: 0 }, frameOutput(end.client));
    away.receive(received(9, { isOpen: true, isDataDone: true, http: http() }));
    expect(await ended(9)).toMatchObject([{ isClose: true, connectFailed: true, controlOnly: true, statusCode: 0 }]);
  });

  it("give up an answer with more headers than a message can carry", async () => {
    end.answer = (_, response) => {
      for (let i = 0; i < 250; i++) response.setHeader(`X-${i}`, "1");
      response.end();
    };
    send(1, { isOpen: true, isDataDone: true, http: http() });
    expect(await ended()).toMatchObject([{ isClose: true, isDataDone: false, statusCode: 0 }]);
  });

  it("say when an answer broke off", async () => {
    end.answer = (request, response) => {
      response.writeHead(200, { "Content-Length": 1_000_000 });
      response.write("x".repeat(1000), () => request.socket.destroy());
    };
    send(1, { isOpen: true, isDataDone: true, http: http() });
    const all = await ended();
    expect(all.at(-1)).toMatchObject({ isClose: true, isDataDone: false });
  });

  it.each([
    ["an absolute address", { url: "http://127.0.0.1:1/", urlKind: 2 }],
    ["a relative address that is none", { url: "http://127.0.0.1:1/" }],
    ["no method", { method: undefined }],
    ["no public host", { publicHost: undefined }],
  ])("refuse %s and touch nothing", async (_, change) => {
    let touched = false;
    end.answer = (_request, response) => {
      touched = true;
      response.end();
    };
    send(1, { isOpen: true, isDataDone: true, http: { ...http(), ...change } });
    expect(await ended()).toMatchObject([{ isClose: true, statusCode: 0 }]);
    expect([touched, end.violations]).toEqual([false, 0]);
  });

  it("take id 0 and a second opening of a stream for what they are, and ignore ids that never were", async () => {
    end.answer = () => undefined;
    send(0, { isOpen: true, isDataDone: true, http: http() });
    send(1, { isOpen: true, isDataDone: true, http: http() });
    send(1, { isOpen: true, isDataDone: true, http: http() });
    send(5, { data: Buffer.from("x") });
    await until("both were noticed", () => end.violations === 2);
  });

  it("pass on with which status the printer refused a WebSocket", async () => {
    send(1, { isOpen: true, isWebsocket: true, controlOnly: true, http: http({ url: "/websocket" }) });
    expect(await ended()).toMatchObject([{ isClose: true, connectFailed: true, statusCode: 403 }]);
  });

  it("ask again when the printer closed a kept connection in that moment", async () => {
    let count = 0;
    end.answer = (request, response) => {
      count++;
      if (count === 2) return void request.socket.destroy();
      response.setHeader("Content-Length", "2").end("ok");
    };
    send(1, { isOpen: true, isDataDone: true, http: http() });
    await ended(1);
    send(2, { isOpen: true, isDataDone: true, http: http() });
    expect(body(await ended(2)).toString()).toBe("ok");
    expect(count).toBe(3);
  });
});

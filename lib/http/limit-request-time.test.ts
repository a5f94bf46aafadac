import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { limitRequestTime } from "@/lib/http/limit-request-time";

const LIMIT_MS = 300;
const WHOLE = "Content-Length: 0";

describe("the time that a whole request may take", () => {
  let close: (() => void) | undefined;
  afterEach(() => close?.());

  /** Drips the body a byte each 50 ms. @returns milliseconds until the connection ended, or undefined */
  async function drip(listener: RequestListener, head: string, patienceMs = 1500): Promise<number | undefined> {
    const server = createServer({ requestTimeout: 0 }, listener).listen(0, "127.0.0.1");
    await once(server, "listening");
    close = () => {
      server.closeAllConnections();
      server.close();
    };
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    const began = performance.now();
    socket.on("error", () => undefined).resume();
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\n${head}\r\n\r\n`);
    const timer = setInterval(() => {
      if (head !== WHOLE) socket.write(head.includes("chunked") ? "1\r\nx\r\n" : "x");
    }, 50);
    const ended = new Promise((resolve) => socket.once("close", resolve)).then(() => performance.now() - began);
    const left = await Promise.race([ended, new Promise<undefined>((resolve) => setTimeout(resolve, patienceMs))]);
    clearInterval(timer);
    socket.destroy();
    return left;
  }

  const answers: Record<string, RequestListener> = {
    "that nobody reads": (request, response) => {
      limitRequestTime(request, response, "arrival", LIMIT_MS);
      response.end("done");
    },
    "that somebody reads": (request, response) => {
      limitRequestTime(request, response, "arrival", LIMIT_MS);
      request.resume();
      request.on("end", () => response.end());
    },
    "that is answered at last": (request, response) => {
      limitRequestTime(request, response, "answer", LIMIT_MS);
      setTimeout(() => response.end("no"), 200);
    },
  };

  it.each(
    Object.keys(answers).flatMap((name) =>
      ["Content-Length: 100000", "Transfer-Encoding: chunked"].map((head) => [name, head] as const),
    ),
  )("ends a dripping body %s (%s)", async (name, head) => {
    expect(await drip(answers[name] as RequestListener, head)).toBeGreaterThan(LIMIT_MS - 50);
  });

  it("lets a relayed upload take its time until it is answered", async () => {
    const upload: RequestListener = (request, response) => {
      limitRequestTime(request, response, "answer", LIMIT_MS);
      request.resume();
    };
    expect(await drip(upload, "Content-Length: 100000")).toBeUndefined();
  });

  it("leaves a connection alone whose requests were whole", async () => {
    const whole: RequestListener = (request, response) => {
      limitRequestTime(request, response, "arrival", 100);
      request.resume();
      setTimeout(() => response.end("slow"), 400);
    };
    expect(await drip(whole, WHOLE, 900)).toBeUndefined();
  });
});

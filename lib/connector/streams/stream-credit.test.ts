import { describe, expect, it } from "vitest";
import { http, setUpPrinterEnd } from "@/lib/connector/streams/test-printer-end";
import { until } from "@/tests/support/plugin";

describe("the printer's end of streams", () => {
  const end = setUpPrinterEnd();
  const { send, ended } = end;

  it("stop reading from the printer when the portal closes", async () => {
    let closed = false;
    end.answer = (_, response) => {
      response.writeHead(200, { "Content-Type": "multipart/x-mixed-replace" });
      const timer = setInterval(() => response.write("frame"), 10);
      response.once("close", () => {
        closed = true;
        clearInterval(timer);
      });
    };
    send(1, { isOpen: true, isDataDone: true, http: http() });
    await until("frames came", () => end.frames.length > 3);
    send(1, { isClose: true, controlOnly: true });
    await until("the printer noticed", () => closed);
  });

  it("send no more than the portal gave credit for, and go on when it gives more", async () => {
    end.answer = (_, response) =>
      void response.writeHead(200, { "Content-Length": 4_000_000 }).end(Buffer.alloc(4_000_000));
    send(1, { isOpen: true, isDataDone: true, originalSize: 500_000, http: http() });
    const received = () => end.frames.reduce((sum, frame) => sum + (frame.data?.length ?? 0), 0);
    await until("the credit is used", () => received() >= 400_000);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(received()).toBeLessThan(600_000);
    const giving = setInterval(() => send(1, { controlOnly: true, originalSize: 1_000_000 }), 10);
    await ended();
    clearInterval(giving);
    expect(received()).toBe(4_000_000);
  });

  it("give no credit for a body that the printer does not take", async () => {
    end.answer = (request) => void request.pause();
    send(1, { isOpen: true, fullSize: 50_000_000, originalSize: 1_000_000, http: http({ method: "POST" }) });
    for (let i = 0; i < 10; i++) send(1, { data: Buffer.alloc(1_000_000) });
    await new Promise((resolve) => setTimeout(resolve, 300));
    const given = end.frames.reduce((sum, frame) => sum + (frame.isClose ? 0 : frame.originalSize), 0);
    expect(given).toBeLessThan(8_000_000);
  });
});

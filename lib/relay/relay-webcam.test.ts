import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { request as requestHttp, type IncomingMessage, type ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { moveClock, seconds } from "@/lib/clock";
import { setUpFreshRelay } from "@/lib/relay/test-relay";
import { until } from "@/tests/support/plugin";
import { ask, optionsFor } from "@/tests/support/relay";

/** Node's own report of requests as they begin: here those that reach the printer's server. */
async function watchPrinter(host: string, act: (answers: ServerResponse[]) => Promise<void>): Promise<void> {
  const answers: ServerResponse[] = [];
  const take = (message: unknown) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    if (request.headers.host === host) answers.push(response);
  };
  subscribe("http.server.request.start", take);
  await act(answers).finally(() => unsubscribe("http.server.request.start", take));
}

describe("a request through the relay", () => {
  const relay = setUpFreshRelay();

  it("shows a webcam's pictures as they come, and stops the printer's when the viewer leaves", async () => {
    await watchPrinter(new URL(relay.printer.origin).host, async (answers) => {
      const request = requestHttp(optionsFor(relay, "/webcam/stream")).end();
      const [response] = (await once(request, "response")) as [IncomingMessage];
      expect(response.headers["content-type"]).toMatch(/^multipart\/x-mixed-replace/);
      let bytes = 0;
      response.on("data", (piece: Buffer) => (bytes += piece.length));
      response.on("error", () => undefined);
      await until("several pictures came", () => bytes > 2000);
      expect(answers.map(({ closed }) => closed)).toEqual([false]);
      request.destroy();
      await until("the printer's answer ended", () => answers[0]?.closed === true);
    });
  });

  it("shows a webcam for no longer than the account may watch at once, and ends the picture cleanly", async () => {
    relay.limits.maxSingleWebcamStreamLengthSeconds = 0.5;
    const reply = await ask(relay, "/webcam/stream");
    relay.limits.maxSingleWebcamStreamLengthSeconds = 3600;
    expect([reply.status, reply.body.includes("PNG")]).toEqual([200, true]);
  });

  it("ends a webcam when the account's time is used up, answers 609 to the next, and shows it later", async () => {
    relay.webcamMinutes = 0;
    expect((await ask(relay, "/webcam/stream")).status).toBe(200);
    expect((await ask(relay, "/webcam/stream")).status).toBe(609);
    expect((await ask(relay, "/webcam/snapshot")).status).toBe(200);
    relay.webcamMinutes = 1000;
    moveClock(seconds(2));
    const again = requestHttp(optionsFor(relay, "/webcam/stream")).end();
    const [response] = (await once(again, "response")) as [IncomingMessage];
    expect(response.statusCode).toBe(200);
    again.destroy();
    moveClock(0);
  });
});

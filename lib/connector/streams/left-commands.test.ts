import type { IncomingMessage, ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { collect, http, setUpPrinterEnd } from "@/lib/connector/streams/test-printer-end";
import { until } from "@/tests/support/plugin";

describe("a command that nobody waits for any more", () => {
  const end = setUpPrinterEnd();
  const { send } = end;
  let open: { request: IncomingMessage; response: ServerResponse; body: string | undefined }[] = [];
  afterEach(() => {
    for (const { response } of open) response.destroy();
    open = [];
  });

  /** The printer takes requests, and thinks. */
  const think = () => {
    end.answer = (request, response) => {
      const seen = { request, response, body: undefined as string | undefined };
      open.push(seen);
      void collect(request).then(
        (body) => (seen.body = body.toString()),
        () => undefined,
      );
    };
  };
  const isCut = ({ response }: { response: ServerResponse }) => response.destroyed;
  const pause = () => new Promise((resolve) => setTimeout(resolve, 150));
  const leave = {
    "the app leaves": () => send(1, { isClose: true, controlOnly: true }),
    "the connection to the portal is gone": () => end.stop(),
  };

  describe.each(Object.entries(leave))("when %s", (_, leaveNow) => {
    it.each(["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])("%s goes on to its end at the printer", async (method) => {
      think();
      send(1, { isOpen: true, isDataDone: true, data: Buffer.from("M112"), http: http({ method }) });
      await until("the printer has it", () => open[0]?.body === "M112");
      leaveNow();
      await pause();
      expect(open.map(isCut)).toEqual([false]);
      const answered = new Promise((resolve) => open[0]?.response.once("finish", resolve));
      open[0]?.response.end("done");
      await answered;
    });

    it.each(["GET", "HEAD"])("%s ends there too", async (method) => {
      think();
      send(1, { isOpen: true, isDataDone: true, http: http({ method }) });
      await until("the printer has it", () => open.length === 1);
      leaveNow();
      await until("the printer hears of it", () => open.every(isCut));
    });

    it("half an upload ends there too, so that it is never taken for a whole one", async () => {
      think();
      send(1, { isOpen: true, fullSize: 8, data: Buffer.from("half"), http: http({ method: "POST" }) });
      await until("the printer has it", () => open.length === 1);
      leaveNow();
      await until("the printer hears of it", () => open.every(isCut));
      expect(open[0]?.body).toBeUndefined();
    });
  });

  it("is cut off when a hundred later ones go on like this", async () => {
    think();
    for (let id = 1; id <= 102; id++) {
      send(id, { isOpen: true, isDataDone: true, http: http({ method: "POST" }) });
      await until("the printer has it", () => open.length === id);
      send(id, { isClose: true, controlOnly: true });
    }
    await until("the oldest two are cut off", () => open.filter(isCut).length === 2);
    await pause();
    expect(open.map(isCut)).toEqual([true, true, ...Array.from({ length: 100 }, () => false)]);
  });
});

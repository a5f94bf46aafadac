import { request as requestHttp } from "node:http";
import { describe, expect, it } from "vitest";
import { setUpRawApp } from "@/lib/relay/test-raw-app";
import { until } from "@/tests/support/plugin";
import { ask, optionsFor } from "@/tests/support/relay";

describe("an app that leaves before the answer", () => {
  const { relay, printer, newTarget, seenAt } = setUpRawApp();

  it.each<[string, string, boolean]>([
    ["POST", "G28", true],
    ["POST", "", true],
    ["DELETE", "", true],
    ["GET", "", false],
  ])("leaves %s %s to the printer: %s", async (method, body, goesOn) => {
    const target = newTarget();
    let finish: (() => void) | undefined;
    let isCut = false;
    printer.answer = (request, socket) => {
      if (request.target !== target) return "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
      finish = () => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
      socket.once("close", () => (isCut = true));
      return undefined;
    };
    const options = { method, headers: { "Content-Length": String(body.length) } };
    const request = requestHttp(optionsFor(relay, target, options)).on("error", () => undefined);
    request.end(body);
    await until("the printer has it", () => finish !== undefined);
    request.destroy();
    if (!goesOn) return until("the printer hears of it", () => isCut);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(isCut).toBe(false);
    expect(seenAt(target)).toMatchObject([{ method, complete: true }]);
    finish?.();
    await until("its connection ends with its answer", () => isCut);
    expect((await ask(relay, newTarget())).body.toString()).toBe("ok");
  });
});

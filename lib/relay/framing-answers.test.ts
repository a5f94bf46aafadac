import { describe, expect, it } from "vitest";
import { setUpRawApp } from "@/lib/relay/test-raw-app";
import { until } from "@/tests/support/plugin";
import { ask } from "@/tests/support/relay";

describe("an app's bytes at the printer's host", () => {
  const { relay, printer, newTarget, head, tell, seenAt } = setUpRawApp();

  describe("and a printer's answer that goes on after its end", () => {
    const SECOND = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged";
    it.each<[string, string, string]>([
      ["to HEAD with a body", "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"],
      ["to HEAD with another answer", "HEAD", `HTTP/1.1 200 OK\r\nContent-Length: ${SECOND.length}\r\n\r\n${SECOND}`],
      ["with status 204 and a body", "GET", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello"],
      [
        "with status 304 and another answer",
        "GET",
        `HTTP/1.1 304 Not Modified\r\nContent-Length: ${SECOND.length}\r\n\r\n${SECOND}`,
      ],
      [
        "with status 304 and chunks",
        "GET",
        "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
      ],
      ["with more bytes than announced", "GET", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokhello"],
      ["with another answer behind", "GET", `HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok${SECOND}`],
      [
        "in chunks with another answer behind",
        "GET",
        `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n${SECOND}`,
      ],
    ])("is no answer to the next request: %s", async (_, method, raw) => {
      for (const late of [false, true]) {
        const target = newTarget();
        const end = raw.indexOf("\r\n\r\n") + 4;
        let wrote = Promise.resolve();
        printer.answer = (request, socket) => {
          if (request.target !== target) return "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
          const cut = late ? Math.max(end, raw.indexOf("ok", end) + 2, raw.indexOf("0\r\n\r\n", end) + 5) : raw.length;
          socket.write(raw.slice(0, cut), "latin1");
          wrote = new Promise((resolve) => setTimeout(() => resolve(void socket.write(raw.slice(cut), "latin1")), 20));
          return undefined;
        };
        const reply = await ask(relay, target, { method });
        expect(reply.body.toString()).toBe(method === "HEAD" || reply.status !== 200 ? "" : "ok");
        await wrote;
        await new Promise((resolve) => setTimeout(resolve, 20));
        for (let i = 0; i < 3; i++) expect((await ask(relay, newTarget())).body.toString()).toBe("ok");
      }
    });
  });

  it("bring an answer that came before the end of the body, and nothing of the rest", async () => {
    const target = newTarget();
    printer.early = true;
    printer.answer = () => "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno";
    expect(await tell(`${head("POST", target, { headers: ["Content-Length: 1000"] })}begun`)).toBe(413);
    await until("the printer's connection ended", () => printer.open === 0);
    expect(seenAt(target)).toMatchObject([{ complete: false }]);
    expect(printer.broken).toEqual([]);
  });
});

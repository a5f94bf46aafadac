import { describe, expect, it } from "vitest";
import { setUpLocalRequests } from "@/lib/connector/streams/test-local-requests";

/** What is behind an answer's end, when it is that of an untidy server. */
const FORGED = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged";
const CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

describe("a kept connection to an untidy printer", () => {
  const { printer, open, isOver, seenAt } = setUpLocalRequests();

  /** @returns the body of what is asked first, and whether its connection served the next request too */
  async function askTwice(answer: string, later = ""): Promise<[string, boolean]> {
    let first = 0;
    printer.answer = ({ target, connection }, socket) => {
      if (first !== 0 && !target.endsWith("/first")) return "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
      first = connection;
      socket.write(answer, "latin1");
      if (later) setTimeout(() => socket.write(later, "latin1"), 30);
      return undefined;
    };
    open("GET");
    const { data } = await isOver();
    await new Promise((resolve) => setTimeout(resolve, 10));
    const next = open("GET");
    expect(Buffer.from((await isOver()).data ?? []).toString()).toBe("ok");
    return [Buffer.from(data ?? []).toString(), seenAt(next).at(-1)?.connection === first];
  }

  it.each<[string, string]>([
    ["a length", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody"],
    ["a length and bare line feeds", "HTTP/1.1 200 OK\nContent-Length: 4\nX A: b\n\nbody"],
    ["no body", "HTTP/1.1 200 OK\nContent-Length: 0\n\n"],
  ])("is used again after an answer with %s", async (_, answer) => {
    expect(await askTwice(answer)).toEqual([answer.endsWith("body") ? "body" : "", true]);
  });

  it.each<[string, string]>([
    ["a length twice", `HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\nbody${FORGED}`],
    ["another length", `HTTP/1.1 200 OK\r\nContent-Length: 4, 4\r\nConnection: keep-alive\r\n\r\nbody${FORGED}`],
    ["more bytes than were said", `HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody${FORGED}`],
  ])("is not used again after an answer with %s", async (_, answer) => {
    expect(await askTwice(answer)).toEqual(["body", false]);
  });

  it.each<[string, string]>([
    ["a length beside chunks", "HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"],
    ["chunks where no body may be", "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n"],
    ["a body where none may be", `HTTP/1.1 204 No Content\r\nContent-Length: ${FORGED.length}\r\n\r\n`],
  ])("is not used again after %s, whatever comes later", async (_, answer) => {
    expect(await askTwice(answer, FORGED)).toEqual(["", false]);
  });

  it("brings chunks as they were meant, and the next answer behind them", async () => {
    const bodies: string[] = [];
    for (const end of ["\r\n", "\n", " \r\n", ";a=\x01\n"]) {
      printer.answer = () => `${CHUNKED}2${end}bo\n2${end}dy\r\n0${end}X: y\n\n`;
      for (let round = 0; round < 3; round++) {
        open("GET");
        const { isDataDone } = await isOver();
        bodies.push(`${end}${isDataDone}`);
      }
    }
    expect(bodies).toEqual(["\r\n", "\n", " \r\n", ";a=\x01\n"].flatMap((end) => Array(3).fill(`${end}true`)));
  });
});

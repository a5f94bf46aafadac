import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { StrictPrinter, valuesOf } from "@/lib/connector/streams/test-strict-printer";
import type { Framed } from "@/lib/relay/test-framings";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { ask, AUTHORIZATION, relayHost, setUpRelay, type TestRelay } from "@/tests/support/relay";

export type RawApp = {
  relay: TestRelay;
  printer: StrictPrinter;
  /** A path that was not asked for yet. */
  newTarget(): string;
  /** A request's head, as an authenticated app writes it. */
  head(method: string, target: string, framed: Omit<Framed, "sent">): string;
  dial(): Promise<Socket>;
  /** Writes bytes as they are. @returns the status of the first answer, or 0 when the connection ended without one */
  tell(bytes: string): Promise<number>;
  /** What must never be, whatever an app sends; and that the next request of anybody is answered as it should be. */
  expectNothingForged(): Promise<void>;
  seenAt(target: string): StrictPrinter["seen"];
};

const dial = async (port: number): Promise<Socket> => {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  await new Promise((resolve) => socket.once("connect", resolve));
  return socket;
};

/** Writes bytes as they are. @returns the status of the first answer, or 0 when the connection ended without one */
async function writeRaw(socket: Socket, bytes: string): Promise<number> {
  let answer = "";
  const over = new Promise<void>((resolve) => {
    socket.once("close", () => resolve());
    socket.on("data", (piece: Buffer) => {
      answer += piece.toString("latin1");
      if (/^HTTP\/1\.1 (101|[2-9]\d\d) .*\r\n\r\n/ms.test(answer.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, "")))
        resolve();
    });
  });
  socket.write(bytes, "latin1");
  await over;
  socket.destroy();
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, ""))?.[1] ?? 0);
}

/** Headers that are never the printer's to see. */
const NEVER_SEEN = ["x_forwarded_for", "transfer_encoding", "transfer.encoding", "content_length", "expect", "trailer"];

/** For tests: an app that writes bytes of its own making, and a printer that is strict about them. */
export function setUpRawApp(): RawApp {
  const printer = new StrictPrinter();
  beforeAll(() => printer.listen());
  setUpDatabase();
  const relay = setUpRelay(setUpGateway(), { origin: () => printer.origin });
  beforeEach(() => printer.reset());
  afterAll(() => printer.close());

  let last = 0;
  const newTarget = () => `/r${++last}`;
  const head = (method: string, target: string, { headers, version = "HTTP/1.1" }: Omit<Framed, "sent">) =>
    [
      `${method} ${target} ${version}`,
      `Host: ${relayHost(relay)}`,
      `Authorization: ${AUTHORIZATION}`,
      ...headers,
      "",
      "",
    ].join("\r\n");

  const expectNothingForged = async () => {
    const target = newTarget();
    const reply = await ask(relay, target);
    expect([reply.status, reply.body.toString()]).toEqual([200, "ok"]);
    expect(printer.broken).toEqual([]);
    expect(printer.seen.filter((request) => request.target === "/forged")).toEqual([]);
    expect(printer.seen.filter((request) => request.target === target)).toMatchObject([
      { method: "GET", complete: true },
    ]);
    for (const request of printer.seen) {
      for (const name of NEVER_SEEN) expect(valuesOf(request, name)).toEqual([]);
      expect(valuesOf(request, "x-forwarded-for")).toEqual(["192.0.2.1"]);
    }
    printer.reset();
  };

  const seenAt = (target: string) => printer.seen.filter((request) => request.target === target);
  return {
    relay,
    printer,
    newTarget,
    head,
    dial: () => dial(relay.port),
    tell: async (bytes) => writeRaw(await dial(relay.port), bytes),
    expectNothingForged,
    seenAt,
  };
}

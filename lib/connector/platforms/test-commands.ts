import { expect } from "vitest";
import { type PrinterProgram } from "@/lib/connector/platforms/test-printer-programs";
import type { Scene } from "@/lib/connector/platforms/test-scenes";
import { openStream } from "@/lib/gateway/open-stream";

/** Commands that would harm another printer. */
export const COMMANDS = [
  ["POST", "/printer/print/pause"],
  ["POST", "/server/files/upload"],
  ["DELETE", "/server/files/gcodes/a.gcode"],
  ["GET", "/api/job"],
  ["POST", "/api/job"],
  ["POST", "/machine/reboot"],
  ["GET", "/access/oneshot_token"],
] as const;

type Outcome = { status?: number; error?: string };

/** One request or WebSocket, as the relay opens it. */
const send = (printerId: string, kind: "http" | "websocket", method: string, url: string) =>
  new Promise<Outcome>((resolve) => {
    let status: number | undefined;
    const publicHost = "p1.example.test";
    const sink = {
      onHead: (head: { status: number }) => void (status = head.status),
      onOpen: () => {
        resolve({ status: 101 });
        if (opened.ok) opened.value.stream.cancel();
      },
      onData: (_bytes: Uint8Array, _isText: boolean, flushed: () => void) => flushed(),
      onEnd: () => resolve({ ...(status !== undefined && { status }) }),
      onError: (error: string) => resolve({ error }),
    };
    const result = openStream(printerId, { kind, method, url, publicHost, headers: [], bodySize: 0 }, sink);
    const opened = result.ok ? { ok: true as const, value: result } : { ok: false as const };
    if (!result.ok) resolve({ error: result.error });
  });

let count = 0;
/** Sends each command once, marked, over the connection as it is now. @returns the addresses and what came of each */
export const sendAll = async (printerId: string) => {
  const mark = `mark=${++count}`;
  const outcomes = await Promise.all([
    ...COMMANDS.map(([method, url]) => send(printerId, "http", method, `${url}?${mark}`)),
    send(printerId, "websocket", "GET", `/websocket?${mark}`),
  ]);
  return {
    marked: [...COMMANDS.map(([method, url]) => `${method} ${url}?${mark}`), `WS /websocket?${mark}`].sort(),
    mark,
    outcomes,
  };
};
/** The commands of one sending that a program got. */
export const markedAt = ({ got }: PrinterProgram, mark: string) => got.filter((line) => line.endsWith(mark)).sort();

/** Sends until all of one sending has arrived: a connection may be renewed in between. */
export const expectArrival = async (printerId: string, { own }: Scene) => {
  const end = Date.now() + 10_000;
  for (;;) {
    const { marked, mark } = await sendAll(printerId);
    const arrived = markedAt(own, mark);
    if (arrived.length === marked.length || Date.now() > end) return expect(arrived).toEqual(marked);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

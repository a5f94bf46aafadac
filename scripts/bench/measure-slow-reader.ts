import { Agent, request as requestHttp, type IncomingMessage } from "node:http";
import { measureRequests, type Rate, type Way } from "./measure";

const OTHERS = 4;
const MEASURED_MS = 8000;
const TICK_MS = 50;

/** Reads an answer no faster than so many bytes a second. @returns stops reading and goes */
async function readSlowly(way: Way, path: string, bytesASecond: number): Promise<() => void> {
  const request = requestHttp({ host: "127.0.0.1", port: way.port, path, agent: new Agent(), headers: way.headers });
  const answered = new Promise<IncomingMessage>((resolve, reject) =>
    request.once("response", resolve).on("error", reject),
  );
  request.end();
  const response = await answered;
  if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`);
  const share = Math.ceil((bytesASecond * TICK_MS) / 1000);
  response.pause();
  const timer = setInterval(() => response.read(Math.min(share, response.readableLength)), TICK_MS);
  return () => {
    clearInterval(timer);
    request.destroy();
  };
}

/** `memoryGrowth`: bytes that are in use when most has come, over what was in use before. */
export type Beside = { name: string; others: Rate; memoryGrowth: number };

/** Small requests of others beside a slow reader. @param usedMemory of the service, in bytes */
export async function measureBeside(way: Way, usedMemory: () => Promise<number>): Promise<Beside[]> {
  const measure = async (name: string, begin: () => Promise<() => void>): Promise<Beside> => {
    const before = await usedMemory();
    const stop = await begin();
    const others = await measureRequests(way, OTHERS, MEASURED_MS);
    const memoryGrowth = (await usedMemory()) - before;
    stop();
    return { name, others, memoryGrowth };
  };
  return [
    await measure("nobody", async () => () => undefined),
    await measure("a camera of 3 MB/s, read at 500 kB/s", () => readSlowly(way, "/webcam", 500_000)),
    await measure("a file of 50 MB, read at 300 kB/s", () => readSlowly(way, "/file", 300_000)),
    await measure("a file of 50 MB that is not read", () => readSlowly(way, "/file", 0)),
  ];
}

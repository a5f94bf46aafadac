// For the benchmark: a printer whose program counts no credit, as plugins do, with a camera of 3 MB/s and a large file.
// Tells its port and id when it is online, and each loss of its connection. Arguments: portal, folder.
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { runConnector } from "@/lib/connector/run-connector";
import { answerDownload } from "@/lib/connector/virtual-printer/answer-transfers";

const [portal = "", dir = ""] = process.argv.slice(2);
const PICTURE = Buffer.concat([
  Buffer.from("--cam\r\nContent-Type: image/jpeg\r\n\r\n"),
  Buffer.alloc(100_000),
  Buffer.from("\r\n"),
]);
const PICTURES_A_SECOND = 30;

/** Like most cameras it does not wait for whoever looks. */
function sendPictures(response: ServerResponse): void {
  response.writeHead(200, { "Content-Type": "multipart/x-mixed-replace;boundary=cam" });
  const timer = setInterval(() => response.write(PICTURE), 1000 / PICTURES_A_SECOND);
  response.once("close", () => clearInterval(timer));
}

const server = createServer((request, response) => {
  if (request.url === "/webcam") return sendPictures(response);
  if (request.url === "/file") return void answerDownload(response, 50_000_000);
  response.end('{"api":"0.1"}');
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;
const connector = await runConnector({
  portal,
  dir,
  printer: `http://127.0.0.1:${port}`,
  platform: 1,
  asPlugin: "5.3.1",
  report: (event) => {
    if (event.event === "online") process.stdout.write(`${JSON.stringify({ port, printerId: event.printerId })}\n`);
    if (event.event === "offline") process.stderr.write(`The printer's connection was lost: ${event.reason}\n`);
  },
});
process.once("SIGTERM", () => void connector.stop().then(() => process.exit(0)));

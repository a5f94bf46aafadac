// For the benchmark: what a reverse proxy of twenty lines of Node does with the same requests. Argument: port to pass
// on to.
import { Agent, createServer, request as requestHttp } from "node:http";
import type { AddressInfo } from "node:net";

const agent = new Agent({ keepAlive: true });
const server = createServer({ requestTimeout: 0 }, (request, response) => {
  const onward = requestHttp(
    {
      host: "127.0.0.1",
      port: process.argv[2],
      path: request.url,
      method: request.method,
      headers: request.headers,
      agent,
    },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  onward.on("error", () => response.destroy());
  request.pipe(onward);
});
server.listen(0, "127.0.0.1", () =>
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`),
);
process.once("SIGTERM", () => process.exit(0));

// For the benchmark: a printer with one of Obico's agents beside it, as the tests have it, in a process of its own.
// Arguments: address of the portal, token, bytes of its file. Prints one line of JSON when the agent is connected;
// `/record` answers what
// the agent held since it was asked before.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { startAgentPrinter } from "@/tests/support/agent/agent-printer";
import { TestAgent } from "@/tests/support/agent/test-agent";

const [portal = "", token = "", bytes = "0"] = process.argv.slice(2);
const printer = await startAgentPrinter();
printer.file.bytes = Buffer.alloc(Number(bytes), "G1 X10.123 Y20.456 E0.0345 ; a line of a printed file\n");
const agent = new TestAgent({ portal, token, kind: "octoprint", printer: printer.origin });
if (!(await agent.connect())) throw new Error(`refused with ${agent.refusals.join()}`);
const server = createServer((_, response) => {
  printer.seen.length = 0;
  const { largestBody, mostHeld } = agent.record;
  Object.assign(agent.record, { largestBody: 0, mostHeld: 0 });
  response.end(JSON.stringify({ largestBody, mostHeld }));
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ port, printerPort: Number(new URL(printer.origin).port) })}\n`);
});
process.once("SIGTERM", () => process.exit(0));

import { constants, privateDecrypt } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { WebSocketServer, type WebSocket } from "ws";
import type { ConnectorEvent } from "@/lib/connector/connector-event";
import { runConnector, type Connector } from "@/lib/connector/run-connector";
import { newFolder } from "@/lib/connector/test-connectors";
import { digest } from "@/lib/digest";
import { decodeMessage } from "@/lib/octostream/decode-message";
import { encodeMessage } from "@/lib/octostream/encode-message";
import type { HandshakeRequest } from "@/lib/octostream/messages";
import { answerResumption, readResumption, RESUMPTION_NAME } from "@/lib/octostream/resumption";
import { until } from "@/tests/support/plugin";

const [publicKey, privateKey] = ["public", "private"].map((kind) =>
  readFileSync(`lib/octostream/vectors/test-rsa-${kind}.pem`, "utf8"),
) as [string, string];

const offerOf = ({ properties }: HandshakeRequest) =>
  readResumption(properties?.find(([name]) => name === RESUMPTION_NAME)?.[1] ?? "");

const solved = ({ rsaChallenge }: HandshakeRequest) => {
  const block = privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, rsaChallenge!);
  return block.subarray(block.indexOf(0, 2) + 1).toString("latin1");
};

/** Says what a portal does to each handshake. */
type Manner = (hello: HandshakeRequest, count: number) => { octoKey: string; proof: string };

describe("a connector that was connected a moment ago", () => {
  const server = createServer((request, response) => {
    const body = request.url === "/api/printer/key" ? { Result: { PublicKey: publicKey, KeyVersion: 1 } } : {};
    response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  });
  const sockets = new WebSocketServer({ server });
  const hellos: HandshakeRequest[] = [];
  const open: WebSocket[] = [];
  let manner: Manner;
  let connector: Connector | undefined;
  sockets.on("connection", (socket) => {
    open.push(socket);
    socket.on("message", (bytes: Buffer) => {
      const decoded = decodeMessage(bytes);
      if (!decoded.ok || decoded.message.type !== "HandshakeRequest") return;
      hellos.push(decoded.message);
      const { octoKey, proof } = manner(decoded.message, hellos.length);
      socket.send(encodeMessage({ type: "HandshakeReply", accepted: true, octoKey, rsaChallengeResult: proof }));
    });
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
  afterEach(async () => {
    await connector?.stop();
    hellos.length = 0;
  });
  afterAll(() => void server.close());

  const start = async () => {
    const events: ConnectorEvent[] = [];
    const portal = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const times = { waitSeconds: 0.05, unlinkedMs: 60_000, linkedMs: 60_000 };
    const report = (event: ConnectorEvent) => void events.push(event);
    connector = await runConnector({
      portal,
      printer: "http://127.0.0.1:9",
      dir: newFolder(),
      platform: 1,
      report,
      times,
    });
    const online = (count: number) =>
      until(`${count} × online`, () => events.filter(({ event }) => event === "online").length >= count);
    return { events, online };
  };

  it("offers to come back by what it was given, once, and takes a portal that knows it for the same", async () => {
    manner = (hello, count) => {
      const offer = offerOf(hello);
      const proof = offer ? answerResumption(offer, digest(`key ${count - 1}`)) : solved(hello);
      return { octoKey: `key ${count}`, proof: proof ?? "" };
    };
    const { online } = await start();
    await online(1);
    open.at(-1)!.close();
    await online(2);
    open.at(-1)!.close();
    await online(3);
    expect(hellos.map((hello) => offerOf(hello) !== undefined)).toEqual([false, true, true]);
  });

  it("does not trust one that only says so, and comes back with a challenge alone", async () => {
    manner = (hello, count) => ({ octoKey: "key", proof: count === 2 ? "0".repeat(64) : solved(hello) });
    const { events, online } = await start();
    await online(1);
    open.at(-1)!.close();
    await online(2);
    expect(hellos.map((hello) => offerOf(hello) !== undefined)).toEqual([false, true, false]);
    expect(events.filter(({ event }) => event === "offline")).toHaveLength(2);
  });
});

import { once } from "node:events";
import { createServer, request as requestHttp, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { endExchanges } from "@/lib/connections/open-exchanges";
import { drawPicture } from "@/lib/connector/virtual-printer/draw-picture";
import { lookersOf } from "@/lib/gateway/watch-pictures";
import { relayRequest } from "@/lib/relay/relay-request";
import { setUpAgents } from "@/tests/support/agent/set-up-agents";
import type { TestAgent } from "@/tests/support/agent/test-agent";
import { until } from "@/tests/support/plugin";
import { ask, optionsFor, tunnelHost, type Reply } from "@/tests/support/relay";

const WEBCAMS = ["/webcam/?action=stream", "/webcam/stream", "/cam.mjpg", "/webcam/%73tream/", "/a/../stream"];

/** How often an agent heard that somebody looks. */
const looks = ({ received }: TestAgent) =>
  received.filter(({ remote_status: status }) => (status as { viewing?: boolean } | undefined)?.viewing).length;

describe("a webcam's address, asked through an agent", () => {
  const agents = setUpAgents();
  const { relay } = agents;
  const left: (() => void)[] = [];
  afterEach(async () => {
    relay.webcamMinutes = 1000;
    relay.limits.maxSingleWebcamStreamLengthSeconds = 3600;
    for (const leave of left.splice(0)) leave();
    await until("nobody looks", () => lookersOf(relay.publicId) === 0);
  });
  const connect = () => agents.connect({ picture: () => drawPicture(1) });

  /** Somebody who looks, and what came so far. */
  async function look(target: string, host?: string) {
    const request = requestHttp(optionsFor(relay, target, { agent: false, ...(host && { headers: { Host: host } }) }));
    request.on("error", () => undefined).end();
    left.push(() => request.destroy());
    const [response] = (await once(request, "response")) as [IncomingMessage];
    let pictures = 0;
    response.on("data", (piece: Buffer) => (pictures += piece.toString("latin1").split("image/jpeg").length - 1));
    response.on("error", () => undefined);
    return { response, pictures: () => pictures, leave: () => request.destroy() };
  }

  it.each(WEBCAMS)(
    "%s is answered with the printer's pictures, and nothing is asked through the tunnel",
    async (path) => {
      const { agent } = await connect();
      const { response, pictures } = await look(path);
      expect([response.statusCode, response.headers["content-type"]]).toEqual([
        200,
        expect.stringMatching(/^multipart\/x-mixed-replace; boundary=/),
      ]);
      await until("several came", () => pictures() >= 2);
      expect(agent.record.asked).toEqual([]);
    },
  );

  it("is answered so at a tunnel's host too", async () => {
    await connect();
    const { response, pictures } = await look("/webcam/?action=stream", tunnelHost(relay));
    expect(response.statusCode).toBe(200);
    await until("one came", () => pictures() >= 1);
  });

  it("asks for no more pictures once its reader has left", async () => {
    const { agent } = await connect();
    const { pictures, leave } = await look("/webcam/stream");
    await until("one came", () => pictures() >= 1);
    leave();
    await until("nobody looks", () => lookersOf(relay.publicId) === 0);
    const before = looks(agent);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(looks(agent)).toBeLessThanOrEqual(before + 1);
  });

  it("ends with its connection, with the time of one stream and with the account's", async () => {
    await connect();
    const revoked = await look("/webcam/stream");
    await until("one came", () => revoked.pictures() >= 1);
    const closed = new Promise((resolve) => revoked.response.once("close", resolve));
    endExchanges("connection-1");
    await closed;
    expect(revoked.response.complete).toBe(false);
    relay.limits.maxSingleWebcamStreamLengthSeconds = 1;
    const short = await look("/webcam/stream");
    await once(short.response, "end");
    expect(short.pictures()).toBeGreaterThan(0);
    relay.webcamMinutes = 0;
    await ask(relay, "/webcam/stream");
    expect((await ask(relay, "/webcam/stream")).status).toBe(609);
    relay.webcamMinutes = 1000;
    await until("the account may watch again", async () => {
      relay.limits.maxSingleWebcamStreamLengthSeconds = 0.1;
      return (await ask(relay, "/webcam/stream")).status === 200;
    });
  });

  it("of a printer without a camera is refused in words, and so is what is no picture", async () => {
    const { agent } = await agents.connect();
    const answer = await ask(relay, "/webcam/stream");
    const { Error: sentence } = JSON.parse(answer.body.toString()) as { Error: string };
    expect([answer.status, sentence]).toEqual([400, expect.stringContaining("None came")]);
    expect((await ask(relay, "/webcam/stream.mp4")).status).toBe(400);
    expect((await ask(relay, "/webcam/stream", { method: "POST" }, "a body")).status).toBe(400);
    expect(agent.record.asked).toEqual([]);
  }, 40_000);

  it("on the printer's own page is shown to nobody else", async () => {
    await connect();
    const server = createServer((request, response) =>
      relayRequest(request, response, {
        connectionId: "view-1",
        userId: "user-1",
        publicId: relay.publicId,
        publicHost: "view-a.example.test",
        publicOrigin: "https://view-a.example.test",
        from: "192.0.2.7",
        passesAuthorization: true,
        isOwnersPage: true,
        limits: { ...relay.limits, maxSingleWebcamStreamLengthSeconds: 1 },
        webcam: { allows: () => true, watch: () => () => undefined },
      }),
    );
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    const { headers } = await ask({ ...relay, port }, "/webcam/?action=stream").finally(() => server.close());
    const said: Reply["headers"] = headers;
    expect(said).toMatchObject({
      "cache-control": "private, no-store",
      "cross-origin-resource-policy": "same-origin",
      "content-security-policy": "frame-ancestors 'self'",
    });
  });
});

import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { request as requestHttp, type IncomingMessage } from "node:http";
import sharp from "sharp";
import { afterEach, describe, expect, it } from "vitest";
import { endExchanges } from "@/lib/connections/open-exchanges";
import { lookersOf, MOST_LOOKERS } from "@/lib/gateway/watch-pictures";
import { setUpFreshRelay } from "@/lib/relay/test-relay";
import { until } from "@/tests/support/plugin";
import { ask, optionsFor, tunnelHost } from "@/tests/support/relay";

const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, count * 1000));

/** The pictures of a motion JPEG, by its boundary and its lengths. */
function picturesOf(bytes: Buffer, boundary: string): Buffer[] {
  const pictures: Buffer[] = [];
  for (let at = bytes.indexOf(`--${boundary}\r\n`); at >= 0;) {
    const from = bytes.indexOf("\r\n\r\n", at) + 4;
    const length = Number(/content-length: (\d+)/i.exec(bytes.subarray(at, from).toString())?.[1]);
    if (from < 4 || !(length > 0) || bytes.length < from + length) break;
    pictures.push(bytes.subarray(from, from + length));
    at = bytes.indexOf(`--${boundary}\r\n`, from + length);
  }
  return pictures;
}

describe("motion JPEG of a printer's pictures", () => {
  const relay = setUpFreshRelay();
  const left: (() => void)[] = [];
  afterEach(async () => {
    relay.appId = "an-app";
    Object.assign(relay, { webcamMinutes: 1000 });
    relay.limits.maxSingleWebcamStreamLengthSeconds = 3600;
    for (const leave of left.splice(0)) leave();
    await until("nobody looks", () => lookersOf(relay.publicId) === 0);
  });

  /** Somebody who looks, as OctoPod does. */
  async function look(headers: Record<string, string> = {}) {
    relay.appId = "octopod";
    const all = { Host: tunnelHost(relay), ...headers };
    const request = requestHttp(optionsFor(relay, "/_tsd_/webcam/0/", { headers: all, agent: false })).end();
    request.on("error", () => undefined);
    left.push(() => request.destroy());
    const [response] = (await once(request, "response")) as [IncomingMessage];
    const pieces: Buffer[] = [];
    response.on("data", (piece: Buffer) => pieces.push(piece)).on("error", () => undefined);
    const boundary = /boundary=(.+)$/.exec(response.headers["content-type"] ?? "")?.[1] ?? "";
    return { response, leave: () => request.destroy(), pictures: () => picturesOf(Buffer.concat(pieces), boundary) };
  }

  /** How many pictures the printer is asked for meanwhile. */
  async function countAsked(act: () => Promise<void>): Promise<number> {
    let asked = 0;
    const count = (message: unknown) => {
      const { request } = message as { request: IncomingMessage };
      const isPrinter = request.headers.host === new URL(relay.printer.origin).host;
      if (isPrinter && /snapshot/.test(request.url ?? "")) asked++;
    };
    subscribe("http.server.request.start", count);
    await act().finally(() => unsubscribe("http.server.request.start", count));
    return asked;
  }

  it("is shown to the app that wants it, one to two pictures a second", async () => {
    const { response, pictures } = await look();
    expect(response.statusCode).toBe(200);
    expect(response.headers["content-type"]).toMatch(/^multipart\/x-mixed-replace; boundary=picture-[A-Za-z0-9]{24}$/);
    await until("the first is there", () => pictures().length >= 1);
    const first = pictures().length;
    await seconds(3);
    const perSecond = (pictures().length - first) / 3;
    expect(perSecond).toBeGreaterThanOrEqual(0.6);
    expect(perSecond).toBeLessThanOrEqual(2);
    for (const picture of pictures()) expect((await sharp(picture).metadata()).format).toBe("jpeg");
  });

  it("is shown to whoever says that they take it, and the address to everybody else", async () => {
    const host = { Host: tunnelHost(relay) };
    expect((await ask(relay, "/_tsd_/webcam/0/", { headers: host })).headers["content-type"]).toBe("application/json");
    const accept = { ...host, Accept: "multipart/x-mixed-replace" };
    relay.limits.maxSingleWebcamStreamLengthSeconds = 0.5;
    const reply = await ask(relay, "/_tsd_/webcam/0/", { headers: accept });
    expect(reply.headers["content-type"]).toMatch(/^multipart/);
    expect(reply.status).toBe(200);
  });

  it("takes one picture for all who look, and none when nobody does", async () => {
    const asked = await countAsked(async () => {
      const all = await Promise.all(Array.from({ length: 5 }, () => look()));
      await until("all see several", () => all.every(({ pictures }) => pictures().length >= 3));
      for (const { leave } of all) leave();
      await until("nobody looks", () => lookersOf(relay.publicId) === 0);
    });
    expect(asked).toBeLessThan(10);
    await seconds(0.8);
    expect(await countAsked(() => seconds(1.5).then(() => undefined))).toBe(0);
  });

  it("has room for so many at one printer, and 429 for more", async () => {
    await Promise.all(Array.from({ length: MOST_LOOKERS }, () => look()));
    expect((await look()).response.statusCode).toBe(429);
    const other = await ask(relay, "/api/version", { headers: { Host: tunnelHost(relay) } });
    expect(other.status).toBe(200);
  });

  it("ends with its connection, with the account's webcam time, and with the time of one stream", async () => {
    const viewer = await look();
    await until("a picture came", () => viewer.pictures().length > 0);
    const closed = new Promise((resolve) => viewer.response.once("close", resolve));
    endExchanges("connection-1");
    await closed;
    expect([viewer.response.complete, lookersOf(relay.publicId)]).toEqual([false, 0]);
    relay.limits.maxSingleWebcamStreamLengthSeconds = 1.5;
    const short = await look();
    await once(short.response, "end");
    expect(short.pictures().length).toBeGreaterThan(0);
    relay.limits.maxSingleWebcamStreamLengthSeconds = 3600;
    relay.webcamMinutes = 0;
    await look();
    await until("the time is used up", () => lookersOf(relay.publicId) === 0);
    expect((await look()).response.statusCode).toBe(429);
  });
});

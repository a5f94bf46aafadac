import { randomBytes } from "node:crypto";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { lookersOf, watchPictures } from "@/lib/gateway/watch-pictures";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { until } from "@/tests/support/plugin";
import { AUTHORIZATION, setUpRelay, tunnelHost } from "@/tests/support/relay";

/** As a JPEG begins; what follows is looked at by nobody here. As large as one may be that is passed on as it is. */
const PICTURE = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(1_040_000)]);

const printer = createServer(({ url }, response) => {
  if (/snapshot/.test(url ?? "")) response.writeHead(200, { "Content-Type": "image/jpeg" }).end(PICTURE);
  else response.writeHead(404).end();
});
beforeAll(async () => void (await once(printer.listen(0, "127.0.0.1"), "listening")));
afterAll(() => void printer.close());
setUpDatabase();
const origin = () => `http://127.0.0.1:${(printer.address() as AddressInfo).port}`;
const relay = setUpRelay(setUpGateway(), { origin });

it("lets a slow reader go without pictures that others see, and holds no more than one for it", async () => {
  relay.appId = "octopod";
  const answers: ServerResponse[] = [];
  const take = (message: unknown) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    if (request.headers.host === tunnelHost(relay)) answers.push(response);
  };
  subscribe("http.server.request.start", take);
  const slow = connect(relay.port, "127.0.0.1");
  slow.on("error", () => undefined).pause();
  const head = `Host: ${tunnelHost(relay)}\r\nAuthorization: ${AUTHORIZATION}`;
  slow.write(`GET /_tsd_/webcam/0/ HTTP/1.1\r\n${head}\r\n\r\n`);
  await until("it looks", () => lookersOf(relay.publicId) === 1);
  let seen = 0;
  const quick = watchPictures(relay.publicId, {
    onPicture: (jpeg) => {
      expect(jpeg.equals(PICTURE)).toBe(true);
      seen++;
    },
    onEnd: () => undefined,
  });
  await until("the quick one saw several", () => seen >= 6);
  const [answer] = answers;
  await until("the slow one takes no more", () => answer?.writableNeedDrain === true);
  const before = seen;
  await until("the quick one saw more", () => seen >= before + 3);
  unsubscribe("http.server.request.start", take);
  expect(answer?.writableNeedDrain).toBe(true);
  expect(answer?.writableLength).toBeLessThan(PICTURE.length + 1000);
  if (quick.ok) quick.stop();
  slow.destroy();
  await until("nobody looks", () => lookersOf(relay.publicId) === 0);
}, 40_000);

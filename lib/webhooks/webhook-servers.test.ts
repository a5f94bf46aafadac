import { createServer, type Server } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { minutes, moveClock } from "@/lib/clock";
import { deliverDueWebhooks } from "@/lib/webhooks/deliver-webhooks";
import { PUBLIC_WIRE, sendWebhook } from "@/lib/webhooks/send-webhook";
import { setUpListeningApp } from "@/lib/webhooks/test-app";

describe("webhooks", () => {
  const app = setUpListeningApp();
  const { receiver, listen, note, deliver, only } = app;

  it.each([301, 302, 303, 307, 308])("follow no redirect: %d is a failed try", async (status) => {
    receiver.answer = (response) => void response.writeHead(status, { Location: receiver.url }).end();
    await note();
    await deliver();
    expect(receiver.received).toHaveLength(1);
    expect(await only()).toMatchObject({ state: "waiting", lastStatus: status, lastFailure: "redirect" });
  });

  it("wait for no server that does not answer in time, and for no body", async () => {
    receiver.wire.patienceMs = 300;
    receiver.answer = () => undefined;
    await note();
    await deliver();
    expect(await only()).toMatchObject({ state: "waiting", lastStatus: null, lastFailure: "timeout" });
    // The answer was said; that its body never ends is nobody's business.
    receiver.answer = (response) => void response.writeHead(200).write("begun");
    moveClock(minutes(1));
    await deliver();
    expect(await only()).toMatchObject({ state: "delivered", lastStatus: 200 });
    receiver.wire.patienceMs = 2000;
  });

  it("read no more than a little of a huge answer", async () => {
    let written = 0;
    const finished = new Promise<void>((resolve) => {
      receiver.answer = (response) => {
        response.writeHead(200);
        response.on("close", resolve);
        const piece = Buffer.alloc(64 * 1024);
        const more = () => {
          while (!response.destroyed && written < 512 * 1024 * 1024) {
            written += piece.length;
            if (!response.write(piece)) return void response.once("drain", more);
          }
        };
        more();
      };
    });
    await note();
    await deliver();
    await finished;
    expect(written).toBeLessThan(16 * 1024 * 1024);
    expect(await only()).toMatchObject({ state: "delivered" });
  });

  describe("go to public servers over TLS only", () => {
    let listener: Server;
    let dialled = 0;
    beforeEach(async () => {
      dialled = 0;
      listener = createServer((socket) => {
        dialled++;
        socket.destroy();
      });
      await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
    });
    afterEach(() => new Promise((resolve) => listener.close(resolve)));

    it.each([
      "http://hook.example/",
      "https://127.0.0.1/",
      "https://[::1]/",
      "https://10.0.0.1/",
      "https://169.254.169.254/latest/meta-data",
      "https://[fd00:ec2::254]/",
      "https://[::ffff:10.0.0.1]/",
      "https://2130706433/",
      "https://localhost/",
      "https://user@hook.example/",
      "https://hook.example:22/",
      "https://hook.example:80/",
    ])("%s is refused", async (url) => {
      const sent = await sendWebhook({ id: "msg_x", appId: app.appId, url, key: app.key, body: "{}" }, PUBLIC_WIRE);
      expect(sent).toMatchObject({ status: null, failure: "refused" });
    });

    it.each([
      ["private.example", ["10.0.0.1"]],
      ["private.example", ["169.254.169.254"]],
      ["mixed.example", ["8.8.8.8", "192.168.1.1"]],
      ["mixed.example", ["::1"]],
    ])("a name that leads to %s %j is refused at each call", async (name, addresses) => {
      receiver.names[name] = { addresses };
      await listen(`https://${name}/`);
      await note();
      await deliver();
      expect(await only()).toMatchObject({ state: "waiting", lastFailure: "refused" });
      expect(dialled).toBe(0);
    });

    it("a server without a certificate for its name hears nothing", async () => {
      await note();
      await deliverDueWebhooks({ ...receiver.wire, policy: { ...receiver.wire.policy, ca: undefined } });
      expect(receiver.received).toEqual([]);
      expect(await only()).toMatchObject({ state: "waiting", lastFailure: "unreachable" });
    });
  });
});

import type { ServerResponse } from "node:http";
import { createServer, type Server } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { changeApp } from "@/lib/apps/app-store";
import { deliverDueWebhooks } from "@/lib/webhooks/deliver-webhooks";
import { recordConnectionEvents } from "@/lib/webhooks/record-connection-event-store";
import { runWebhookWorker } from "@/lib/webhooks/run-webhook-worker";
import { PUBLIC_WIRE, sendWebhook } from "@/lib/webhooks/send-webhook";
import { setUpReceiver, type Received } from "@/lib/webhooks/test-receiver";
import { newWebhookKey, openWebhookKey, sealWebhookKey } from "@/lib/webhooks/webhook-key";
import { claimDueMessages, listDeliveries, redeliverMessage, sweepWebhooks } from "@/lib/webhooks/webhook-store";
import { WEBHOOK_WAITS_MS } from "@/lib/webhooks/webhook-waits";
import { days, minutes, moveClock, seconds } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { setUpDatabase } from "@/tests/support/database";
import { someApp, somePrinter } from "@/tests/support/world";

const verified = (key: string, { body, headers }: Received) =>
  new Webhook(key).verify(body, headers as Record<string, string>);

/** Signed as it says, whatever time its clock shows. */
const isSigned = (key: string, { body, headers }: Received) =>
  headers["webhook-signature"] ===
  new Webhook(key).sign(String(headers["webhook-id"]), new Date(Number(headers["webhook-timestamp"]) * 1000), body);

describe("webhooks", () => {
  setUpDatabase();
  const receiver = setUpReceiver();
  let key: string;
  let appId: string;

  /** Registers where the app's server listens. */
  const listen = async (url: string) => {
    key = newWebhookKey();
    appId = (await someApp()).id;
    await changeApp(appId, { webhookUrl: url, webhookKey: sealWebhookKey(appId, key) });
  };
  const note = async (connectionId = "acpconnection") =>
    db().$transaction((tx) =>
      recordConnectionEvents(tx, "connection.revoked", [{ connectionId, appId, printerId: null, reason: "user" }]),
    );
  const deliver = () => deliverDueWebhooks(receiver.wire);
  const only = async () => (await listDeliveries(appId))[0]!;

  beforeEach(async () => {
    await db().webhookMessage.deleteMany();
    await listen(receiver.url);
  });
  afterEach(() => moveClock(0));

  it("arrive once, signed as the standard says, with ids and nothing else", async () => {
    const { printer } = await somePrinter();
    await db().$transaction((tx) =>
      recordConnectionEvents(tx, "connection.created", [{ connectionId: "acp1", appId, printerId: printer.id }]),
    );
    expect(await deliver()).toBe(1);
    expect(await deliver()).toBe(0);
    const [message] = receiver.received;
    expect(receiver.received).toHaveLength(1);
    expect(verified(key, message!)).toEqual({
      type: "connection.created",
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      data: { connectionId: "acp1", appId, printerId: printer.publicId },
    });
    expect(message).toMatchObject({
      method: "POST",
      url: "/hooks?a=1",
      headers: { "content-type": "application/json", "webhook-id": expect.stringMatching(/^msg_[A-Za-z0-9]{27}$/) },
    });
    expect(await only()).toMatchObject({
      type: "connection.created",
      attempts: 1,
      state: "delivered",
      nextAttemptAt: null,
      lastStatus: 204,
      lastFailure: null,
    });
  });

  it("are signed with a secret of the app alone, that is kept sealed", async () => {
    const row = await db().app.findUniqueOrThrow({ where: { id: appId } });
    expect(key).toMatch(/^whsec_[A-Za-z0-9+/=]{44}$/);
    expect(row.webhookKey).not.toContain(key.slice(6));
    expect(openWebhookKey(appId, row.webhookKey ?? "")).toBe(key);
    expect(openWebhookKey("another", row.webhookKey ?? "")).toBeUndefined();
    await note();
    await deliver();
    expect(() => verified(newWebhookKey(), receiver.received[0]!)).toThrow(/signature/);
  });

  it("are written only for an app that listens, and only when what they tell of is", async () => {
    const silent = await someApp();
    await db().$transaction((tx) =>
      recordConnectionEvents(tx, "connection.revoked", [
        { connectionId: "acp1", appId: silent.id, printerId: null, reason: "user" },
      ]),
    );
    await expect(
      db().$transaction(async (tx) => {
        await recordConnectionEvents(tx, "connection.revoked", [
          { connectionId: "acp1", appId, printerId: null, reason: "user" },
        ]);
        throw new Error("rolled back");
      }),
    ).rejects.toThrow("rolled back");
    expect(await db().webhookMessage.count()).toBe(0);
  });

  it("come again with growing waits and the same id, until they are given up", async () => {
    receiver.answer = (response) => void response.writeHead(500).end("a body nobody keeps");
    await note();
    let elapsed = 0;
    for (const wait of WEBHOOK_WAITS_MS) {
      expect(await deliver()).toBe(1);
      moveClock(elapsed + wait - seconds(1));
      expect(await deliver(), `before ${wait}`).toBe(0);
      elapsed += wait + seconds(1);
      moveClock(elapsed);
    }
    expect(await deliver()).toBe(1);
    moveClock(elapsed + days(20));
    expect(await deliver()).toBe(0);
    expect(await only()).toMatchObject({
      attempts: WEBHOOK_WAITS_MS.length + 1,
      state: "given_up",
      lastStatus: 500,
      lastFailure: "status",
    });
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-timestamp"])).size).toBe(
      WEBHOOK_WAITS_MS.length + 1,
    );
    expect(receiver.received.every((message) => isSigned(key, message))).toBe(true);
  });

  it("arrive late when the server is back, and can be sent again by hand", async () => {
    receiver.answer = (response) => void response.writeHead(503).end();
    await note();
    await deliver();
    receiver.answer = (response) => void response.writeHead(299).end();
    moveClock(seconds(6));
    expect(await deliver()).toBe(1);
    const { id, state } = await only();
    expect(state).toBe("delivered");
    expect(await redeliverMessage(id)).toBe(true);
    expect(await redeliverMessage("msg_none")).toBe(false);
    expect(await deliver()).toBe(1);
    expect(await only()).toMatchObject({ attempts: 1, state: "delivered" });
    expect(receiver.received).toHaveLength(3);
  });

  it("stop at once for a server that says 410, and the app stays as it is registered", async () => {
    receiver.answer = (response) => void response.writeHead(410).end();
    await note();
    await deliver();
    expect(await only()).toMatchObject({ state: "given_up", attempts: 1, lastStatus: 410 });
    expect((await db().app.findUniqueOrThrow({ where: { id: appId } })).webhookUrl).toBe(receiver.url);
  });

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
      const sent = await sendWebhook({ id: "msg_x", appId, url, key, body: "{}" }, PUBLIC_WIRE);
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

  it("are sent once by two workers at once", async () => {
    for (let count = 0; count < 12; count++) await note(`acp${count}`);
    const drain = async () => {
      while ((await deliver()) > 0);
    };
    await Promise.all([drain(), drain(), drain()]);
    const ids = receiver.received.map(({ headers }) => headers["webhook-id"]);
    expect(ids).toHaveLength(12);
    expect(new Set(ids).size).toBe(12);
  });

  it("are tried again when their server died between claim and sending", async () => {
    await note();
    expect(await claimDueMessages()).toHaveLength(1);
    expect(await deliver()).toBe(0);
    moveClock(minutes(1) + 1000);
    expect(await deliver()).toBe(1);
    expect(receiver.received).toHaveLength(1);
    expect(await only()).toMatchObject({ state: "delivered", attempts: 2 });
  });

  it("of one app with a slow server leave room for the others', and are tried four at once", async () => {
    const slow = appId;
    for (let count = 0; count < 30; count++) await note(`slow${count}`);
    await listen(receiver.url);
    await note("quick");
    const claimed = await claimDueMessages();
    const of = (id: string, messages = claimed) => messages.filter((message) => message.appId === id).length;
    expect([of(slow), of(appId)]).toEqual([4, 1]);
    expect(await claimDueMessages(new Map([[slow, 4]]))).toEqual([]);
    expect(of(slow, await claimDueMessages(new Map([[slow, 3]])))).toBe(1);
  });

  it("of an app of which nothing is tried have room, however much is being tried", async () => {
    for (let count = 0; count < 3; count++) await note(`acp${count}`);
    const many = new Map(Array.from({ length: 100 }, (_, index) => [`app${index}`, 4]));
    expect(await claimDueMessages(many)).toHaveLength(1);
    expect(await claimDueMessages(new Map([...many, [appId, 1]]))).toEqual([]);
  });

  it("of an app are all tried while the servers of thirty others do not answer", async () => {
    const waiting: ServerResponse[] = [];
    const arrived = (path: string) => receiver.received.filter(({ url }) => url === path);
    const quick = Array.from({ length: 8 }, (_, index) => `quick${index}`);
    let worker: (() => Promise<void>) | undefined;
    const url = (path: string) => new URL(path, receiver.url).href;
    try {
      for (let app = 0; app < 30; app++) {
        await listen(url(`/slow${app}`));
        for (let count = 0; count < 6; count++) await note(`slow${count}`);
      }
      await listen(url("/quick"));
      for (const id of quick) await note(id);
      const all = new Promise<void>((resolve) => {
        receiver.answer = (response) => {
          if (response.req.url !== "/quick") return void waiting.push(response);
          response.writeHead(204).end();
          if (arrived("/quick").length === quick.length) resolve();
        };
      });
      // Nobody's patience ends before this test does.
      worker = runWebhookWorker({ ...receiver.wire, patienceMs: minutes(5) });
      await all;
      expect(
        arrived("/quick")
          .map(({ body }) => JSON.parse(body).data.connectionId)
          .sort(),
      ).toEqual(quick);
      for (let app = 0; app < 30; app++) expect(arrived(`/slow${app}`).length, `slow${app}`).toBeLessThanOrEqual(4);
    } finally {
      const stopped = worker?.();
      receiver.answer = (response) => void response.writeHead(204).end();
      for (const response of waiting) response.writeHead(204).end();
      await stopped;
    }
  });

  it("that were waiting are dropped with the app's webhook", async () => {
    await note();
    await changeApp(appId, { webhookUrl: null });
    expect(await db().app.findUniqueOrThrow({ where: { id: appId } })).toMatchObject({
      webhookUrl: null,
      webhookKey: null,
    });
    expect(await deliver()).toBe(0);
    expect(receiver.received).toEqual([]);
  });

  it("are forgotten after thirty days, with their tries", async () => {
    await note();
    await deliver();
    moveClock(days(30) - minutes(1));
    await sweepWebhooks();
    expect(await db().webhookAttempt.count()).toBe(1);
    moveClock(days(30) + minutes(1));
    await sweepWebhooks();
    expect([await db().webhookMessage.count(), await db().webhookAttempt.count()]).toEqual([0, 0]);
  });
});

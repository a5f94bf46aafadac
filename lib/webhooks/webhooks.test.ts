import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { changeApp } from "@/lib/apps/app-store";
import { days, minutes, moveClock, seconds } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { recordConnectionEvents } from "@/lib/webhooks/record-connection-event-store";
import { setUpListeningApp } from "@/lib/webhooks/test-app";
import { type Received } from "@/lib/webhooks/test-receiver";
import { newWebhookKey, openWebhookKey } from "@/lib/webhooks/webhook-key";
import { redeliverMessage, sweepWebhooks } from "@/lib/webhooks/webhook-store";
import { WEBHOOK_WAITS_MS } from "@/lib/webhooks/webhook-waits";
import { someApp, somePrinter } from "@/tests/support/world";

const verified = (key: string, { body, headers }: Received) =>
  new Webhook(key).verify(body, headers as Record<string, string>);

/** Signed as it says, whatever time its clock shows. */
const isSigned = (key: string, { body, headers }: Received) =>
  headers["webhook-signature"] ===
  new Webhook(key).sign(String(headers["webhook-id"]), new Date(Number(headers["webhook-timestamp"]) * 1000), body);

describe("webhooks", () => {
  const app = setUpListeningApp();
  const { receiver, note, deliver, only } = app;

  it("arrive once, signed as the standard says, with ids and nothing else", async () => {
    const { printer } = await somePrinter();
    await db().$transaction((tx) =>
      recordConnectionEvents(tx, "connection.created", [
        { connectionId: "acp1", appId: app.appId, printerId: printer.id },
      ]),
    );
    expect(await deliver()).toBe(1);
    expect(await deliver()).toBe(0);
    const [message] = receiver.received;
    expect(receiver.received).toHaveLength(1);
    expect(verified(app.key, message!)).toEqual({
      type: "connection.created",
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      data: { connectionId: "acp1", appId: app.appId, printerId: printer.publicId },
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
    const row = await db().app.findUniqueOrThrow({ where: { id: app.appId } });
    expect(app.key).toMatch(/^whsec_[A-Za-z0-9+/=]{44}$/);
    expect(row.webhookKey).not.toContain(app.key.slice(6));
    expect(openWebhookKey(app.appId, row.webhookKey ?? "")).toBe(app.key);
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
          { connectionId: "acp1", appId: app.appId, printerId: null, reason: "user" },
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
    expect(receiver.received.every((message) => isSigned(app.key, message))).toBe(true);
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
    expect((await db().app.findUniqueOrThrow({ where: { id: app.appId } })).webhookUrl).toBe(receiver.url);
  });

  it("that were waiting are dropped with the app's webhook", async () => {
    await note();
    await changeApp(app.appId, { webhookUrl: null });
    expect(await db().app.findUniqueOrThrow({ where: { id: app.appId } })).toMatchObject({
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

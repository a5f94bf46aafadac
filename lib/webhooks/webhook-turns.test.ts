import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { minutes, moveClock } from "@/lib/clock";
import { setUpListeningApp } from "@/lib/webhooks/test-app";
import { claimDueMessages } from "@/lib/webhooks/webhook-store";
import { webhookWorker, type WebhookWorker } from "@/lib/webhooks/webhook-worker";

describe("webhooks", () => {
  const app = setUpListeningApp();
  const { receiver, listen, note, deliver, only } = app;

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
    const slow = app.appId;
    for (let count = 0; count < 30; count++) await note(`slow${count}`);
    await listen(receiver.url);
    await note("quick");
    const claimed = await claimDueMessages();
    const of = (id: string, messages = claimed) => messages.filter((message) => message.appId === id).length;
    expect([of(slow), of(app.appId)]).toEqual([4, 1]);
    expect(await claimDueMessages(new Map([[slow, 4]]))).toEqual([]);
    expect(of(slow, await claimDueMessages(new Map([[slow, 3]])))).toBe(1);
  });

  it("of an app of which nothing is tried have room, however much is being tried", async () => {
    for (let count = 0; count < 3; count++) await note(`acp${count}`);
    const many = new Map(Array.from({ length: 100 }, (_, index) => [`app${index}`, 4]));
    expect(await claimDueMessages(many)).toHaveLength(1);
    expect(await claimDueMessages(new Map([...many, [app.appId, 1]]))).toEqual([]);
  });

  it("of an app are all tried while the servers of thirty others do not answer", async () => {
    const waiting: ServerResponse[] = [];
    const arrived = (path: string) => receiver.received.filter(({ url }) => url === path);
    const quick = Array.from({ length: 8 }, (_, index) => `quick${index}`);
    let worker: WebhookWorker | undefined;
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
      worker = webhookWorker({ ...receiver.wire, patienceMs: minutes(5) });
      await worker.look();
      await all;
      expect(
        arrived("/quick")
          .map(({ body }) => JSON.parse(body).data.connectionId)
          .sort(),
      ).toEqual(quick);
      for (let app = 0; app < 30; app++) expect(arrived(`/slow${app}`).length, `slow${app}`).toBeLessThanOrEqual(4);
    } finally {
      const stopped = worker?.stop();
      receiver.answer = (response) => void response.writeHead(204).end();
      for (const response of waiting) response.writeHead(204).end();
      await stopped;
    }
  });
});

import { afterEach, beforeEach } from "vitest";
import { changeApp } from "@/lib/apps/app-store";
import { moveClock } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { deliverDueWebhooks } from "@/lib/webhooks/deliver-webhooks";
import { recordConnectionEvents } from "@/lib/webhooks/record-connection-event-store";
import { setUpReceiver, type TestReceiver } from "@/lib/webhooks/test-receiver";
import { newWebhookKey, sealWebhookKey } from "@/lib/webhooks/webhook-key";
import { listDeliveries } from "@/lib/webhooks/webhook-store";
import { setUpDatabase } from "@/tests/support/database";
import { someApp } from "@/tests/support/world";

/** An app that listens. */
export type ListeningApp = {
  receiver: TestReceiver;
  appId: string;
  /** The secret of its messages. */
  key: string;
  /** Registers where the app's server listens. */
  listen(url: string): Promise<void>;
  /** Writes a message to it. */
  note(connectionId?: string): Promise<void>;
  /** @returns how many messages were tried */
  deliver(): Promise<number>;
  /** Its only message. */
  only(): Promise<Awaited<ReturnType<typeof listDeliveries>>[number]>;
};

/** For tests: an app whose server receives messages. */
export function setUpListeningApp(): ListeningApp {
  setUpDatabase();
  const receiver = setUpReceiver();
  const app = { receiver } as ListeningApp;

  const listen = async (url: string) => {
    app.key = newWebhookKey();
    app.appId = (await someApp()).id;
    await changeApp(app.appId, { webhookUrl: url, webhookKey: sealWebhookKey(app.appId, app.key) });
  };
  const note = async (connectionId = "acpconnection") =>
    db().$transaction((tx) =>
      recordConnectionEvents(tx, "connection.revoked", [
        { connectionId, appId: app.appId, printerId: null, reason: "user" },
      ]),
    );
  const deliver = () => deliverDueWebhooks(receiver.wire);
  const only = async () => (await listDeliveries(app.appId))[0]!;

  beforeEach(async () => {
    await db().webhookMessage.deleteMany();
    await listen(receiver.url);
  });
  afterEach(() => moveClock(0));
  return Object.assign(app, { listen, note, deliver, only });
}

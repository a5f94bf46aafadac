import { afterEach, beforeEach } from "vitest";
import { changeApp } from "@/lib/apps/app-store";
import { days, moveClock, now } from "@/lib/clock";
import { CONNECTION_STATES, type StateName } from "@/lib/connections/connection-state";
import { mintConnection, type MintedConnection } from "@/lib/connections/mint-connection";
import { db } from "@/lib/db/client";
import { liveLinks } from "@/lib/gateway/links/live-links";
import { randomToken } from "@/lib/random";
import { newWebhookKey, sealWebhookKey } from "@/lib/webhooks/webhook-key";
import { setUpAppSurface, type AppSurface } from "@/tests/support/app-surface";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { until } from "@/tests/support/plugin";
import { someAccount, someApp } from "@/tests/support/world";

export const ADDRESS = "203.0.113.9";
/** What is known at the consent screen. */
export type Input = Parameters<typeof mintConnection>[0];

/** The owner of the one printer that is really there, at a consent screen. */
export async function atConsent(change: Partial<Input> = {}): Promise<Input> {
  const journeyId = randomToken(32);
  const { userId, appId, printerId } = change;
  if (!userId || !appId || !printerId) throw new Error("who, what and where are needed");
  await db().journey.create({
    data: {
      id: journeyId,
      browserDigest: "x",
      goal: "app",
      appId,
      userId,
      returnUrl: "http://localhost/",
      createdAt: now(),
      lastSeenAt: now(),
    },
  });
  return { journeyId, userId, appId, printerId, address: ADDRESS, ...change };
}

/** A connection as its app gets it. */
export const minted = async (consent: Input): Promise<MintedConnection> => {
  const answer = await mintConnection(consent);
  if (!answer.ok) throw new Error(answer.error);
  return answer;
};

export const row = (id: string) => db().appConnection.findUniqueOrThrow({ where: { id } });
export const consentOf = async (connection: MintedConnection) => (await row(connection.id)).consentId;

/** What a state answers: the two App APIs, and the relay to requests and WebSockets. */
export const expected = (state: StateName) => {
  const { api, relay, ...other } = CONNECTION_STATES[state];
  return { info: api, gadget: "gadget" in other ? other.gadget : api, http: relay, websocket: relay };
};

export type ConnectionLife = {
  surface: AppSurface;
  /** What is known at the consent screen of this test. */
  input: Input;
  /** Another consent screen of the same person, app and printer, where nothing else is said. */
  again(change?: Partial<Input>): Promise<Input>;
  /** Makes somebody the owner of the printer. */
  own(userId: string): ReturnType<typeof ownPrinter>;
  /** What the app's server was told. */
  told(): Promise<{ type: string; data: { connectionId: string; reason?: string } }[]>;
  /** What the owner can read of what was done. */
  kinds(): Promise<string[]>;
  answers(connection: MintedConnection): Promise<ReturnType<typeof expected>>;
};

const ownPrinter = (publicId: string, userId: string) =>
  db().printer.update({ where: { publicId }, data: { ownerId: userId, name: "Voron", claimedAt: now() } });

/** For tests: an app at the consent screen of the owner of a printer that is really there. */
export function setUpConnectionLife(): ConnectionLife {
  setUpDatabase();
  const surface = setUpAppSurface(setUpGateway());
  const scene = { surface } as ConnectionLife;
  const again = (change: Partial<Input> = {}) =>
    atConsent({
      userId: scene.input.userId,
      appId: scene.input.appId,
      printerId: scene.input.printerId,
      ...change,
    });
  const own = (userId: string) => ownPrinter(surface.publicId, userId);
  const told = async () =>
    (await db().webhookMessage.findMany({ where: { appId: scene.input.appId }, orderBy: { createdAt: "asc" } })).map(
      ({ body }) => JSON.parse(body) as { type: string; data: { connectionId: string; reason?: string } },
    );
  const kinds = async () =>
    (await db().auditLogEntry.findMany({ where: { userId: scene.input.userId }, orderBy: { at: "asc" } })).map(
      ({ kind }) => kind,
    );
  const answers = async (connection: MintedConnection) => ({
    info: await surface.info(connection),
    gadget: await surface.gadget(connection),
    http: await surface.http(connection),
    websocket: await surface.websocket(connection),
  });

  beforeEach(async () => {
    moveClock(0);
    if (!liveLinks().has(surface.publicId)) await until("the printer is back", () => liveLinks().has(surface.publicId));
    const user = await someAccount();
    await db().entitlement.updateMany({
      where: { userId: user.id },
      data: { endsAt: new Date(now().getTime() + days(800)) },
    });
    const printer = await own(user.id);
    const app = await someApp();
    await changeApp(app.id, {
      webhookUrl: "https://hook.example/",
      webhookKey: sealWebhookKey(app.id, newWebhookKey()),
    });
    scene.input = await atConsent({ userId: user.id, appId: app.id, printerId: printer.id });
  });
  afterEach(() => moveClock(0));
  return Object.assign(scene, { again, own, told, kinds, answers });
}

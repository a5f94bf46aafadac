// For tests of the whole server: people who have one of everything, and every address there is.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { hashPassword } from "@/lib/accounts/password/password-hash";
import { days, fromNow, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { overrideEnv } from "@/lib/env";
import { randomToken } from "@/lib/random";
import type { TestPortal } from "./portal";

/** Lets `db()` of this process reach the embedded database of a portal that runs as a process of its own. */
export function joinDatabase({ dataDir }: TestPortal): void {
  const sockets = readFileSync(path.join(dataDir, "postgres-socket-folder"), "utf8").trim();
  const authSecret = readFileSync(path.join(dataDir, "auth-secret"), "utf8").trim();
  overrideEnv({ databaseUrl: `postgresql://portal@localhost/portal?host=${encodeURIComponent(sockets)}`, authSecret });
  Reflect.deleteProperty(globalThis, Symbol.for("app-connection-portal.db"));
}

/** Every route of the app, as its folder says: `/view/[printer]/revoke`. */
export function routes(kind: "page.tsx" | "route.ts"): string[] {
  return readdirSync("app", { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === kind)
    .map((file) => `/${path.dirname(file)}`.replace(/\/\.$/, "/"))
    .sort();
}

/** Whether a route takes no posts. */
export const readsOnly = (route: string) =>
  !/export (async )?function POST/.test(readFileSync(path.join("app", route, "route.ts"), "utf8"));

/** A person with one of everything. Every text that is theirs holds their mark. */
export type Person = {
  mark: string;
  userId: string;
  browser: string;
  ids: Record<string, string>;
  signIn(): Promise<string>;
  journeys: string[];
};

const RETURN_URL = "https://shared.example/back";
const STEPS = ["account", "verify", "half", "profile", "printer", "supporter", "authorize", "done"] as const;

/** Makes a person with one of everything, a journey at each step included. */
export async function somebody(mark: string): Promise<Person> {
  const user = await db().user.create({
    data: {
      email: `${mark}@example.org`,
      name: `${mark} name`,
      emailVerified: now(),
      profileDoneAt: now(),
      passwordHash: await hashPassword(`${mark} long enough password`),
    },
  });
  const userId = user.id;
  await db().entitlement.create({
    data: { userId, source: "grant", reason: `${mark} reason`, endsAt: fromNow(days(30)) },
  });
  const session = await db().session.create({
    data: { userId, sessionToken: digest(randomToken(43)), device: `${mark} device`, expires: fromNow(days(1)) },
  });
  const printer = await db().printer.create({
    data: {
      publicId: randomToken(50),
      keyDigest: digest(randomToken(40)),
      ownerId: userId,
      name: `${mark} printer`,
      claimedAt: now(),
    },
  });
  // The app and its return URL are everybody's: who follows somebody's link is offered to start anew with them.
  const app = await db().app.upsert({
    where: { id: "shared" },
    update: {},
    create: { id: "shared", name: "Shared App", returnUrls: { create: { kind: "exact", url: RETURN_URL } } },
  });
  const browser = randomToken(43);
  const journeys: string[] = [];
  for (const step of STEPS) {
    const id = randomToken(32);
    journeys.push(id);
    const who = step === "account" || step === "verify" || step === "half" ? {} : { userId };
    await db().portalSession.create({
      data: {
        id,
        browserDigest: digest(browser),
        goal: "app",
        appId: app.id,
        returnUrl: RETURN_URL,
        email: step === "account" ? null : user.email,
        state: `${mark} state`,
        ...(step === "half" && { halfUserId: userId, halfAt: now() }),
        ...(step === "printer" && { addingPrinter: true }),
        ...who,
        createdAt: now(),
        lastSeenAt: now(),
      },
    });
  }
  const done = journeys.at(-1) ?? "";
  const consent = await db().consent.create({
    data: { portalSessionId: done, userId, appId: app.id, printerId: printer.id, createdAt: now(), mintCount: 1 },
  });
  const connection = { consentId: consent.id, appId: app.id, userId, printerId: printer.id, sibling: 1 };
  const secret = () => digest(randomToken(40));
  await db().appConnection.create({
    data: {
      id: `acp${randomToken(21)}`,
      ...connection,
      labelDigest: secret(),
      tokenDigest: secret(),
      basicUserDigest: secret(),
      basicPasswordDigest: secret(),
      bearerDigest: secret(),
    },
  });
  const checkout = await db().checkout.create({
    data: {
      id: randomToken(32),
      userId,
      portalSessionId: journeys[5] ?? "",
      back: "/account/supporter",
      interval: "month",
      returnedAt: now(),
    },
  });
  await db().outsideAccount.create({ data: { provider: "github", subject: `${mark} subject`, userId } });
  await db().auditLogEntry.create({ data: { userId, kind: "minted", appId: app.id, printerId: printer.id } });
  const signIn = async () => {
    const token = randomToken(43);
    await db().session.create({
      data: { userId, sessionToken: digest(token), device: `${mark} device`, expires: fromNow(days(1)) },
    });
    return `portal-user=${token}; portal-browser=${browser}`;
  };
  const ids = {
    printer: printer.publicId,
    consent: consent.id,
    checkout: checkout.id,
    device: session.id,
    printerRow: printer.id,
    provider: "github",
  };
  return { mark, userId, browser, ids, signIn, journeys };
}

/** The addresses of a route that name things of somebody: path parts, journeys and whatever a query can name. */
export function addressesOf(route: string, { ids, journeys }: Person): string[] {
  const place = route.replace(/\[(\w+)\]/g, (_, name: string) => ids[name] ?? `no-${name}`);
  const query = new URLSearchParams({
    checkout: ids.checkout ?? "",
    consent: ids.consent ?? "",
    to: "/account/security",
    printerid: ids.printer ?? "",
    kind: "octoprint",
  });
  return route.startsWith("/appportal/v1/")
    ? journeys.map((session) => `${place}?session=${session}&${query}`)
    : [`${place}?${query}`];
}

/** Fields that name things of somebody, for every form there is. */
export const fieldsOf = ({ ids }: Person) =>
  new URLSearchParams({
    consent: ids.consent ?? "",
    printer: ids.printerRow ?? "",
    device: ids.device ?? "",
    checkout: ids.checkout ?? "",
    app: "shared",
    provider: "github",
    name: "taken over",
    code: "123456",
    password: "taken over by somebody else",
    lifetime: "none",
    replace: "1",
  }).toString();

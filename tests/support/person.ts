// For tests of the whole server: people who have one of everything, and every address there is.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { TestPortal } from "./portal";
import { hashPassword } from "@/lib/accounts/password/password-hash";
import { days, fromNow, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { overrideEnv } from "@/lib/env";
import { actionPaths } from "@/lib/journey/act/actions";
import { replaceField } from "@/lib/journey/read/consent-choice";
import { STEPS } from "@/lib/journey/read/next-step";
import { pollPaths } from "@/lib/journey/read/polls";
import { randomToken } from "@/lib/random";
import { forgetShared } from "@/lib/shared";
import { ACCOUNT_ACTIONS } from "@/lib/web/account/actions";
import { addJourneys, RETURN_URL, type Journeys } from "@/tests/support/person-journeys";

/** Lets `db()` of this process reach the embedded database of a portal that runs as a process of its own. */
export function joinDatabase({ dataDir }: TestPortal): void {
  const sockets = readFileSync(path.join(dataDir, "postgres-socket-folder"), "utf8").trim();
  const authSecret = readFileSync(path.join(dataDir, "auth-secret"), "utf8").trim();
  overrideEnv({ databaseUrl: `postgresql://portal@localhost/portal?host=${encodeURIComponent(sockets)}`, authSecret });
  forgetShared("db");
}

/** What the app's folders say that there is: `/view/[printer]/revoke`. */
const folders = (kind: "page.tsx" | "route.ts"): string[] =>
  readdirSync("app", { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === kind)
    .map((file) => `/${path.dirname(file)}`.replace(/\/\.$/, "/"))
    .sort();

const takesPosts = (route: string) =>
  /export (async function|const) POST/.test(readFileSync(path.join("app", route, "route.ts"), "utf8"));

const JOURNEY = "/appportal/v1";

/** Addresses of the pages that are markup alone. */
const markupPages = (): string[] =>
  readdirSync("pages", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".tsx") && !file.includes("..."))
    .map((file) => `/${file.replace(/(^|\/)index\.tsx$|\.tsx$/, "")}`);

/** Every page; those of the journey by their steps. */
export const pages = (): string[] =>
  [...folders("page.tsx"), ...markupPages()].flatMap((route) =>
    route === `${JOURNEY}/[step]` ? STEPS.map((step) => `${JOURNEY}/${step}`) : [route],
  );

/** Everything of the app that is no page, and how it is asked; what a journey takes by the tables of its steps. */
export const actions = (): { route: string; method: "GET" | "POST" }[] =>
  folders("route.ts").flatMap((route) =>
    route === `${JOURNEY}/[step]/[action]`
      ? [
          ...actionPaths().map((name) => ({ route: `${JOURNEY}/${name}`, method: "POST" as const })),
          ...pollPaths().map((name) => ({ route: `${JOURNEY}/${name}`, method: "GET" as const })),
        ]
      : route === "/account/[...action]"
        ? Object.keys(ACCOUNT_ACTIONS).map((name) => ({
            route: `/account/${name.replace("apps/*", "apps/[consent]").replace("printers/*", "printers/[printer]")}`,
            method: "POST" as const,
          }))
        : [{ route, method: takesPosts(route) ? ("POST" as const) : ("GET" as const) }],
  );

/** A person with one of everything. Every text that is theirs holds their mark. */
export type Person = {
  mark: string;
  userId: string;
  browser: string;
  ids: Record<string, string>;
  signIn(): Promise<string>;
  /** One journey at each step that a person with an account, perks and a printer can be at. */
  journeys: Journeys;
};

const addUser = async (mark: string) =>
  db().user.create({
    data: {
      email: `${mark}@example.org`,
      name: `${mark} name`,
      emailVerified: now(),
      passwordHash: await hashPassword(`${mark} long enough password`),
    },
  });

const addSession = (userId: string, mark: string, token = randomToken(43)) =>
  db().session.create({
    data: { userId, sessionToken: digest(token), device: `${mark} device`, expires: fromNow(days(1)) },
  });

const addPrinter = (ownerId: string, mark: string) =>
  db().printer.create({
    data: {
      publicId: randomToken(50),
      keyDigest: digest(randomToken(40)),
      ownerId,
      name: `${mark} printer`,
      claimedAt: now(),
    },
  });

// The app and its return URL are everybody's: who follows somebody's link is offered to start anew with them.
const sharedApp = () =>
  db().app.upsert({
    where: { id: "shared" },
    update: {},
    create: { id: "shared", name: "Shared App", returnUrls: { create: { kind: "exact", url: RETURN_URL } } },
  });

/** The code of an OctoPrint key, which makes a journey wait for it. */
const addKeyCode = (journeyId: string, printerId: string, email: string) =>
  db().oneTimeCode.create({
    data: {
      purpose: "octoprint_key",
      journeyId,
      printerId,
      email,
      codeDigest: digest(randomToken(40)),
      expiresAt: fromNow(days(1)),
    },
  });

/** What a person authorized, and the connection that came of it. */
async function addConnection(which: { userId: string; appId: string; printerId: string }, journeyId: string) {
  const consent = await db().consent.create({
    data: { journeyId, ...which, createdAt: now(), mintCount: 1 },
  });
  const secret = () => digest(randomToken(40));
  await db().appConnection.create({
    data: {
      id: `acp${randomToken(21)}`,
      consentId: consent.id,
      ...which,
      sibling: 1,
      labelDigest: secret(),
      tokenDigest: secret(),
      basicUserDigest: secret(),
      basicPasswordDigest: secret(),
      bearerDigest: secret(),
    },
  });
  return consent;
}

const addPasskey = (userId: string, mark: string) =>
  db().passkey.create({
    data: {
      userId,
      credentialId: `${mark}-passkey`,
      publicKey: Buffer.from(mark),
      counter: 0,
      backupEligible: true,
      device: `${mark} device`,
    },
  });

const addCheckout = (userId: string, journeyId: string) =>
  db().checkout.create({
    data: {
      id: randomToken(32),
      userId,
      journeyId,
      back: "/account/supporter",
      interval: "month",
      returnedAt: now(),
    },
  });

/** Makes a person with one of everything. */
export async function somebody(mark: string): Promise<Person> {
  const user = await addUser(mark);
  const userId = user.id;
  await db().entitlement.create({
    data: { userId, source: "grant", reason: `${mark} reason`, endsAt: fromNow(days(30)) },
  });
  const session = await addSession(userId, mark);
  const printer = await addPrinter(userId, mark);
  const app = await sharedApp();
  const browser = randomToken(43);
  const journeys = await addJourneys(user, mark, app.id, browser);
  const which = { userId, appId: app.id, printerId: printer.id };
  const consent = await addConnection(which, journeys.done ?? "");
  await addKeyCode(journeys["api-key"] ?? "", printer.id, user.email);
  const checkout = await addCheckout(userId, journeys.authorize ?? "");
  await db().linkedIdentity.create({ data: { provider: "github", subject: `${mark} subject`, userId } });
  const passkey = await addPasskey(userId, mark);
  await db().auditLogEntry.create({ data: { kind: "minted", ...which } });
  const signIn = async () => {
    const token = randomToken(43);
    await addSession(userId, mark, token);
    return `portal-user=${token}; portal-browser=${browser}`;
  };
  const ids = {
    printer: printer.publicId,
    consent: consent.id,
    checkout: checkout.id,
    device: session.id,
    passkey: passkey.id,
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
    ? Object.values(journeys).map((session) => `${place}?session=${session}&${query}`)
    : [`${place}?${query}`];
}

/** Fields that name things of somebody, for every form there is. */
export const fieldsOf = ({ ids }: Person) =>
  new URLSearchParams({
    consent: ids.consent ?? "",
    printer: ids.printerRow ?? "",
    device: ids.device ?? "",
    passkey: ids.passkey ?? "",
    checkout: ids.checkout ?? "",
    app: "shared",
    provider: "github",
    name: "taken over",
    code: "123456",
    password: "taken over by somebody else",
    lifetime: "none",
    [replaceField(ids.printerRow ?? "")]: "yes",
  }).toString();

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, afterAll, describe, expect, it } from "vitest";
import { hashPassword } from "@/lib/accounts/password-hash";
import { days, fromNow, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { overrideEnv } from "@/lib/env";
import { randomToken } from "@/lib/random";
import { startTestPortal, type TestPortal } from "./test-portal";

/** Every route of the app, as its folder says: `/view/[printer]/revoke`. */
function routes(kind: "page.tsx" | "route.ts"): string[] {
  return readdirSync("app", { recursive: true, encoding: "utf8" }).filter((file) => path.basename(file) === kind).map((file) => `/${path.dirname(file)}`.replace(/\/\.$/, "/")).sort();
}

const readsOnly = (route: string) => !/export (async )?function POST/.test(readFileSync(path.join("app", route, "route.ts"), "utf8"));

/** A person with one of everything. Every text that is theirs holds their mark. */
type Person = { mark: string; userId: string; browser: string; ids: Record<string, string>; signIn(): Promise<string>; journeys: string[] };

const RETURN_URL = "https://shared.example/back";
const STEPS = ["account", "verify", "half", "profile", "printer", "supporter", "authorize", "done"] as const;

async function somebody(mark: string): Promise<Person> {
  const user = await db().user.create({ data: { email: `${mark}@example.org`, name: `${mark} name`, emailVerified: now(), profileDoneAt: now(), passwordHash: await hashPassword(`${mark} long enough password`) } });
  const userId = user.id;
  await db().entitlement.create({ data: { userId, source: "grant", reason: `${mark} reason`, endsAt: fromNow(days(30)) } });
  const session = await db().session.create({ data: { userId, sessionToken: digest(randomToken(43)), device: `${mark} device`, expires: fromNow(days(1)) } });
  const printer = await db().printer.create({ data: { printerId: randomToken(50), keyDigest: digest(randomToken(40)), ownerId: userId, name: `${mark} printer`, claimedAt: now() } });
  // The app and its return URL are everybody's: who follows somebody's link is offered to start anew with them.
  const app = await db().app.upsert({ where: { id: "shared" }, update: {}, create: { id: "shared", name: "Shared App", returnUrls: { create: { kind: "exact", url: RETURN_URL } } } });
  const browser = randomToken(43);
  const journeys: string[] = [];
  for (const step of STEPS) {
    const id = randomToken(32);
    journeys.push(id);
    const who = step === "account" || step === "verify" || step === "half" ? {} : { userId };
    await db().portalSession.create({
      data: {
        id, browserDigest: digest(browser), goal: "app", appId: app.id, returnUrl: RETURN_URL, email: step === "account" ? null : user.email, state: `${mark} state`,
        ...(step === "half" && { halfUserId: userId, halfAt: now() }), ...(step === "printer" && { addingPrinter: true }), ...who, createdAt: now(), lastSeenAt: now(),
      },
    });
  }
  const done = journeys.at(-1) ?? "";
  const consent = await db().consent.create({ data: { portalSessionId: done, userId, appId: app.id, printerRowId: printer.id, createdAt: now(), mintCount: 1 } });
  const connection = { consentId: consent.id, appId: app.id, userId, printerRowId: printer.id, sibling: 1 };
  const secret = () => digest(randomToken(40));
  await db().appConnection.create({ data: { id: `acp${randomToken(21)}`, ...connection, labelDigest: secret(), tokenDigest: secret(), basicUserDigest: secret(), basicPasswordDigest: secret(), bearerDigest: secret() } });
  const checkout = await db().checkout.create({ data: { id: randomToken(32), userId, portalSessionId: journeys[5] ?? "", back: "/account/supporter", interval: "month", returnedAt: now() } });
  await db().outsideAccount.create({ data: { provider: "github", subject: `${mark} subject`, userId } });
  await db().auditEntry.create({ data: { userId, kind: "minted", appId: app.id, printerRowId: printer.id } });
  const signIn = async () => {
    const token = randomToken(43);
    await db().session.create({ data: { userId, sessionToken: digest(token), device: `${mark} device`, expires: fromNow(days(1)) } });
    return `portal-user=${token}; portal-browser=${browser}`;
  };
  const ids = { printer: printer.printerId, consent: consent.id, checkout: checkout.id, device: session.id, printerRow: printer.id, provider: "github" };
  return { mark, userId, browser, ids, signIn, journeys };
}

/** The addresses of a route that name things of somebody: path parts, journeys and whatever a query can name. */
function addressesOf(route: string, { ids, journeys }: Person): string[] {
  const place = route.replace(/\[(\w+)\]/g, (_, name: string) => ids[name] ?? `no-${name}`);
  const query = new URLSearchParams({ checkout: ids.checkout ?? "", consent: ids.consent ?? "", to: "/account/security", printerid: ids.printer ?? "", kind: "octoprint" });
  return route.startsWith("/appportal/v1/") ? journeys.map((session) => `${place}?session=${session}&${query}`) : [`${place}?${query}`];
}

/** Fields that name things of somebody, for every form there is. */
const fieldsOf = ({ ids }: Person) => new URLSearchParams({ consent: ids.consent ?? "", printer: ids.printerRow ?? "", device: ids.device ?? "", checkout: ids.checkout ?? "", app: "shared", provider: "github", name: "taken over", code: "123456", password: "taken over by somebody else", life: "none", replace: "1" }).toString();

/** Everything that the database holds about somebody. */
async function everythingOf({ userId, journeys, ids }: Person): Promise<string[]> {
  const tables = await db().$queryRawUnsafe<{ name: string }[]>(`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`);
  // Her printer's public id is no secret: whoever types it into a start URL has it in a journey of their own.
  const needles = [userId, ...journeys, ...[ids.consent, ids.checkout, ids.device, ids.printerRow].flatMap((id) => id ?? [])];
  const rows: string[] = [];
  for (const { name } of tables) {
    const found = await db().$queryRawUnsafe<{ row: string }[]>(`SELECT r::text AS row FROM "${name}" r WHERE EXISTS (SELECT 1 FROM unnest($1::text[]) n WHERE position(n in r::text) > 0) ORDER BY 1`, needles);
    rows.push(...found.map(({ row }) => `${name} ${row}`));
  }
  return rows;
}

describe("two people on one portal", () => {
  let portal: TestPortal;
  let alice: Person;
  let bob: Person;
  let before: string[];

  beforeAll(async () => {
    portal = await startTestPortal();
    const sockets = readFileSync(path.join(portal.dataDir, "postgres-socket-folder"), "utf8").trim();
    overrideEnv({ databaseUrl: `postgresql://portal@localhost/portal?host=${encodeURIComponent(sockets)}`, authSecret: readFileSync(path.join(portal.dataDir, "auth-secret"), "utf8").trim() });
    Reflect.deleteProperty(globalThis, Symbol.for("app-connection-portal.db"));
    [alice, bob] = [await somebody("Alicemark"), await somebody("Bobmark")];
    before = await everythingOf(alice);
  }, 120_000);
  afterAll(async () => {
    await db().$disconnect();
    await portal.stop();
  });

  /** Asks as Bob, freshly signed in each time, since some forms sign out. */
  const asBob = async (target: string, method: "GET" | "POST") => {
    const headers = { Cookie: await bob.signIn(), ...(method === "POST" && { Origin: `http://localhost:${portal.port}`, "Content-Type": "application/x-www-form-urlencoded" }) };
    return portal.ask(target, { method, headers, ...(method === "POST" && { body: fieldsOf(alice) }) });
  };
  const asNobody = (target: string, method: "GET" | "POST") => portal.ask(target, { method, headers: method === "POST" ? { Origin: `http://localhost:${portal.port}`, "Content-Type": "application/x-www-form-urlencoded" } : {}, ...(method === "POST" && { body: fieldsOf(alice) }) });

  it("the marks are on one's own pages, so that their absence means something", async () => {
    const cookie = await alice.signIn();
    for (const [place, mark] of [["/account", "alicemark@example.org"], ["/account/security", "Alicemark device"], [`/view/${alice.ids.printer}`, "Alicemark printer"], ["/account/activity", "Alicemark printer"], [`/appportal/v1/authorize?session=${alice.journeys[6]}`, "Alicemark printer"]] as const) {
      const page = await portal.ask(place, { headers: { Cookie: cookie } });
      expect(page.body.toLowerCase(), place).toContain(mark.toLowerCase());
    }
    await db().session.deleteMany({ where: { userId: alice.userId, sessionToken: digest(/portal-user=(\w+)/.exec(cookie)?.[1] ?? "") } });
    before = await everythingOf(alice);
  });

  it.each(routes("page.tsx"))("the page %s shows Bob and strangers nothing of Alice's", async (route) => {
    for (const target of addressesOf(route, alice)) {
      for (const answer of [await asBob(target, "GET"), await asNobody(target, "GET")]) {
        expect(answer.status, target).toBeLessThan(500);
        expect(answer.body.toLowerCase(), target).not.toContain("alicemark");
        expect(JSON.stringify(answer.headers).toLowerCase(), target).not.toContain("alicemark");
      }
    }
  });

  it.each(routes("route.ts"))("the route %s does nothing of Alice's for Bob or strangers", async (route) => {
    const method = readsOnly(route) ? "GET" : "POST";
    for (const target of addressesOf(route, alice)) {
      for (const answer of [await asBob(target, method), await asNobody(target, method)]) {
        expect(answer.status, target).toBeLessThan(500);
        expect(answer.body.toLowerCase(), target).not.toContain("alicemark");
        expect(answer.headers.location ?? "", target).not.toMatch(/alicemark|success=true/i);
        if (!target.includes("/logo")) expect(answer.status === 200 && method === "POST", target).toBe(false);
      }
    }
  });

  it("and in the end everything of Alice's is as it was", async () => {
    expect(await everythingOf(alice)).toEqual(before);
  });
});

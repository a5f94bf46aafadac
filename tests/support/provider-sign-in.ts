import { afterAll, beforeAll, expect } from "vitest";
import type { TestBrowser } from "@/tests/support/browser";
import { sessionIn, type Page } from "@/tests/support/browser";
import { startTestOidc, type TestOidc } from "@/tests/support/oidc";
import { freePort, startTestPortal, type TestPortal } from "@/tests/support/portal";
import { openPortalDatabase, type PortalDatabase } from "@/tests/support/portal-database";

const CALLBACK = /\/api\/auth\/callback\//;
let count = 0;
const newName = () => `person${String.fromCharCode(97 + (count++ % 26))}${count}`;

type Deps = { portal: TestPortal; oidc: TestOidc; origin: string; database: PortalDatabase };

/** What people and tests do around an account elsewhere. */
function actionsOn(test: Deps) {
  const rows: PortalDatabase["rows"] = (sql, values) => test.database.rows(sql, values);
  const usersOf = (email: string) =>
    rows<{ id: string; emailVerified: Date | null }>(`SELECT id, "emailVerified" FROM "User" WHERE email = $1`, [
      email,
    ]);
  const linkedTo = async (email: string) =>
    (await rows(`SELECT 1 FROM "LinkedIdentity" o JOIN "User" u ON u.id = o."userId" WHERE u.email = $1`, [email]))
      .length;
  const auditLog = async (email: string) =>
    (
      await rows<{ kind: string; detail: string }>(
        `SELECT a.kind, a.detail FROM "AuditLogEntry" a JOIN "User" u ON u.id = a."userId" ` +
          "WHERE u.email = $1 ORDER BY a.at",
        [email],
      )
    ).map(({ kind, detail }) => `${kind} ${detail}`);

  /** A journey at its account step. */
  const begin = async (browser: TestBrowser) =>
    sessionIn((await browser.post("/appportal/v1/begin?appId=devtest")).location);
  const goThere = (browser: TestBrowser, session: string) =>
    browser.post(`/appportal/v1/account/provider?session=${session}`, { provider: "oidc" });
  /** From the provider's login page to the address it sends back to. */
  const logIn = async (browser: TestBrowser, begun: Page, fields: Record<string, string>) => {
    const login = await browser.follow(begun);
    return browser.follow(await browser.post(login.url, fields), CALLBACK);
  };
  const signIn = async (browser: TestBrowser, person: string) => {
    const session = await begin(browser);
    const returned = await logIn(browser, await goThere(browser, session), { person });
    return { session, returned, done: await browser.get(returned.location ?? "") };
  };
  const newPerson = (change: object = {}) => {
    const name = newName();
    const email = `${name}@example.org`;
    test.oidc.people.set(name, { email, email_verified: true, ...change });
    return { name, email };
  };
  /** An account of the usual kind, by a code, signed in in this browser. */
  const signInByCode = async (browser: TestBrowser, email: string) => {
    const session = await begin(browser);
    await browser.post(`/appportal/v1/account/send?session=${session}`, { email });
    const mails = JSON.parse((await browser.get("/dev/mail.json")).body) as { to: string; subject: string }[];
    const code = mails.find(({ to }) => to === email)?.subject.slice(0, 6) ?? "";
    expect((await browser.post(`/appportal/v1/verify/check?session=${session}`, { code })).location).toMatch(
      /\/(printer|authorize)\?/,
    );
  };
  const nothingCameOf = async (page: Page, email: string) => {
    expect(page.status).toBe(303);
    expect(await linkedTo(email)).toBe(0);
    expect(
      page.headers.getSetCookie().some((header) => header.startsWith("portal-user=") && !/max-age=0/i.test(header)),
    ).toBe(false);
  };
  return { rows, usersOf, linkedTo, auditLog, begin, goThere, logIn, signIn, newPerson, signInByCode, nothingCameOf };
}

/** For tests: a portal with every provider there is, one of which is real and runs here. */
export function setUpProviderSignIn(): Deps & ReturnType<typeof actionsOn> {
  const test = {} as Deps;
  beforeAll(async () => {
    const port = await freePort();
    test.origin = `http://localhost:${port}`;
    test.oidc = await startTestOidc(test.origin);
    test.portal = await startTestPortal({
      PORT: String(port),
      ...test.oidc.settings,
      GOOGLE_CLIENT_ID: "google-id",
      GOOGLE_CLIENT_SECRET: "google-secret",
      GITHUB_CLIENT_ID: "github-id",
      GITHUB_CLIENT_SECRET: "github-secret",
      APPLE_CLIENT_ID: "apple-id",
      APPLE_CLIENT_SECRET: "apple-secret",
    });
    test.database = await openPortalDatabase(test.portal.dataDir);
  }, 120_000);
  afterAll(async () => {
    await test.database?.close();
    await test.portal?.stop();
    await test.oidc?.stop();
  });
  return Object.assign(test, actionsOn(test));
}

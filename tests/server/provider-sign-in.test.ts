import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPortalDatabase, type PortalDatabase } from "@/tests/support/portal-database";
import { sessionIn, TestBrowser, type Page } from "@/tests/support/browser";
import { startTestOidc, type TestOidc } from "@/tests/support/oidc";
import { freePort, startTestPortal, type TestPortal } from "@/tests/support/portal";

const CALLBACK = /\/api\/auth\/callback\//;
let count = 0;
const newName = () => `person${String.fromCharCode(97 + (count++ % 26))}${count}`;

describe("signing in at an identity provider", () => {
  let portal: TestPortal;
  let oidc: TestOidc;
  let origin: string;

  let database: PortalDatabase;

  const rows: PortalDatabase["rows"] = (sql, values) => database.rows(sql, values);
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
    oidc.people.set(name, { email, email_verified: true, ...change });
    return { name, email };
  };
  /** An account of the usual kind, by a code, signed in in this browser. */
  const signInByCode = async (browser: TestBrowser, email: string) => {
    const session = await begin(browser);
    await browser.post(`/appportal/v1/account/send?session=${session}`, { email });
    const mails = JSON.parse((await browser.get("/dev/mail.json")).body) as { to: string; subject: string }[];
    const code = mails.find(({ to }) => to === email)?.subject.slice(0, 6) ?? "";
    expect((await browser.post(`/appportal/v1/verify/check?session=${session}`, { code })).location).toContain(
      "/profile?",
    );
  };
  const nothingCameOf = async (page: Page, email: string) => {
    expect(page.status).toBe(303);
    expect(await linkedTo(email)).toBe(0);
    expect(
      page.headers.getSetCookie().some((header) => header.startsWith("portal-user=") && !/max-age=0/i.test(header)),
    ).toBe(false);
  };

  beforeAll(async () => {
    const port = await freePort();
    origin = `http://localhost:${port}`;
    oidc = await startTestOidc(origin);
    portal = await startTestPortal({
      PORT: String(port),
      ...oidc.settings,
      GOOGLE_CLIENT_ID: "google-id",
      GOOGLE_CLIENT_SECRET: "google-secret",
      GITHUB_CLIENT_ID: "github-id",
      GITHUB_CLIENT_SECRET: "github-secret",
      APPLE_CLIENT_ID: "apple-id",
      APPLE_CLIENT_SECRET: "apple-secret",
    });
    database = await openPortalDatabase(portal.dataDir);
  }, 120_000);
  afterAll(async () => {
    await database?.close();
    await portal?.stop();
    await oidc?.stop();
  });

  it("makes an account for a confirmed new address, and finds it again by the person, not the address", async () => {
    const { name, email } = newPerson();
    const first = await signIn(new TestBrowser(origin), name);
    expect(first.done.location).toContain(`/appportal/v1/profile?session=${first.session}`);
    expect((await usersOf(email))[0]?.emailVerified).not.toBeNull();
    oidc.people.set(name, { email: "another@example.org", email_verified: true });
    const again = await signIn(new TestBrowser(origin), name);
    expect(again.done.location).toContain("/profile?");
    expect(await usersOf("another@example.org")).toEqual([]);
    expect(await auditLog(email)).toEqual(["identity_linked oidc", "signed_in oidc", "signed_in oidc"]);
  });

  it("makes one account when the same person comes back in three browsers at once", async () => {
    const { name, email } = newPerson();
    const browsers = [new TestBrowser(origin), new TestBrowser(origin), new TestBrowser(origin)];
    const returned = await Promise.all(
      browsers.map(async (browser) => ({
        browser,
        at: await logIn(browser, await goThere(browser, await begin(browser)), { person: name }),
      })),
    );
    const done = await Promise.all(returned.map(({ browser, at }) => browser.get(at.location ?? "")));
    for (const { location } of done) expect(location).toContain("/profile?");
    expect(await usersOf(email)).toHaveLength(1);
    expect(await linkedTo(email)).toBe(1);
  });

  it("never finds an account by an equal address", async () => {
    const { name, email } = newPerson();
    await signInByCode(new TestBrowser(origin), email);
    const { session, done } = await signIn(new TestBrowser(origin), name);
    expect(done.location).toContain(`/appportal/v1/account?session=${session}&error=identity_not_linked`);
    await nothingCameOf(done, email);
  });

  it.each([
    ["not confirmed", { email_verified: false }],
    ["not said to be confirmed", { email_verified: undefined }],
    ["absent", { email: undefined }],
    ["broken", { email: "nobody" }],
  ])("neither makes nor finds anything by an address that is %s", async (_, change) => {
    const fresh = newPerson(change);
    const known = newPerson(change);
    await signInByCode(new TestBrowser(origin), known.email);
    const answers = [];
    for (const { name, email } of [fresh, known]) {
      const { session, done } = await signIn(new TestBrowser(origin), name);
      answers.push(done.location?.replace(session, ""));
      await nothingCameOf(done, email);
    }
    expect(answers[0]).toContain("error=provider_no_address");
    expect(answers[1]).toBe(answers[0]);
    expect(await usersOf(fresh.email)).toEqual([]);
  });

  it("comes back to the account step when the person cancels there", async () => {
    const browser = new TestBrowser(origin);
    const session = await begin(browser);
    const returned = await logIn(browser, await goThere(browser, session), { cancel: "1" });
    const done = await browser.get(returned.location ?? "");
    expect(done.location).toContain(`/appportal/v1/account?session=${session}&error=provider_cancelled`);
    expect((await browser.get(done.location ?? "")).body).toContain("You were not signed in there");
  });

  describe("the provider's answer", () => {
    const answered = async () => {
      const { name, email } = newPerson();
      const browser = new TestBrowser(origin);
      const session = await begin(browser);
      const returned = await logIn(browser, await goThere(browser, session), { person: name });
      return { browser, email, session, callback: new URL(returned.location ?? "") };
    };

    it("counts once: the same again leads nowhere, with this browser's cookies of then too", async () => {
      const { browser, email, callback } = await answered();
      const before = new Map(browser.cookies);
      expect((await browser.get(callback.href)).location).toContain("/profile?");
      expect((await browser.get(callback.href)).location).toMatch(/\/ended$/);
      const thief = new TestBrowser(origin);
      for (const [name, value] of before) thief.cookies.set(name, value);
      const replayed = await thief.get(callback.href);
      expect(replayed.location).not.toContain("/profile?");
      expect(thief.cookies.has("portal-user")).toBe(false);
      expect((await auditLog(email)).filter((entry) => entry.startsWith("signed_in"))).toHaveLength(1);
    });

    it("counts in the browser that was sent there only", async () => {
      const { email, callback } = await answered();
      const other = new TestBrowser(origin);
      await nothingCameOf(await other.get(callback.href), email);
      // Also while that one is on its own way there.
      await goThere(other, await begin(other));
      const refused = await other.get(callback.href);
      expect(refused.location).toContain("error=provider_failed");
      await nothingCameOf(refused, email);
    });

    it.each<[string, (url: URL, browser: TestBrowser) => void]>([
      ["another state", (url) => url.searchParams.set("state", "x".repeat(43))],
      ["no state", (url) => url.searchParams.delete("state")],
      ["another code", (url) => url.searchParams.set("code", "x".repeat(43))],
      ["no code", (url) => url.searchParams.delete("code")],
      ["another issuer", (url) => url.searchParams.set("iss", "https://evil.example")],
      ["two states", (url) => url.searchParams.append("state", "x".repeat(43))],
      ["no issuer, of a provider that names itself", (url) => url.searchParams.delete("iss")],
    ])("is refused with %s", async (_, change) => {
      const { browser, email, session, callback } = await answered();
      change(callback, browser);
      const refused = await browser.get(callback.href);
      expect(refused.location).toContain(`/appportal/v1/account?session=${session}&error=provider_failed`);
      await nothingCameOf(refused, email);
    });

    it("is refused with the checks of another sign-in of the same browser, before the provider is asked", async () => {
      const { browser, email, callback } = await answered();
      await goThere(browser, await begin(browser));
      const asked = oidc.asked.length;
      const refused = await browser.get(callback.href);
      expect(refused.location).toContain("error=provider_failed");
      expect(oidc.asked.length).toBe(asked);
      await nothingCameOf(refused, email);
    });

    it("is refused in another browser that has the state right: the code goes with the first's verifier", async () => {
      const { email, callback } = await answered();
      const other = new TestBrowser(origin);
      const begun = await goThere(other, await begin(other));
      callback.searchParams.set("state", new URL(begun.location ?? "").searchParams.get("state") ?? "");
      const refused = await other.get(callback.href);
      expect(refused.location).toContain("error=provider_failed");
      await nothingCameOf(refused, email);
    });

    it("is refused without asking anybody when no attempt, a forged one, or another's is under way", async () => {
      for (const spoil of [
        (browser: TestBrowser) => void browser.cookies.delete("portal-provider"),
        (browser: TestBrowser) =>
          void browser.cookies.set("portal-provider", Buffer.from("forged".repeat(10)).toString("base64")),
      ]) {
        const { browser, email, callback } = await answered();
        spoil(browser);
        const asked = oidc.asked.length;
        const refused = await browser.get(callback.href);
        expect(refused.location).toMatch(/\/ended$/);
        expect(oidc.asked.length).toBe(asked);
        await nothingCameOf(refused, email);
      }
      const { browser, email, callback } = await answered();
      const refused = await browser.get(callback.href.replace("/callback/oidc", "/callback/github"));
      expect(refused.location).toMatch(/\/ended$/);
      await nothingCameOf(refused, email);
    });

    it("leads nowhere else, whatever its query says", async () => {
      const { browser, callback } = await answered();
      callback.searchParams.set("callbackUrl", "https://evil.example/");
      callback.searchParams.set("redirect", "https://evil.example/");
      expect(new URL((await browser.get(callback.href)).location ?? "").origin).toBe(origin);
    });
  });

  describe("linking", () => {
    const link = (browser: TestBrowser) => browser.post("/account/identities/link", { provider: "oidc" });
    const linked = async (browser: TestBrowser, person: string) => {
      const returned = await logIn(browser, await link(browser), { person });
      return browser.get(returned.location ?? "");
    };

    it("is done by who is signed in, who hears of it by mail; then the account signs in", async () => {
      const { name, email } = newPerson({ email: "private@example.org", email_verified: false });
      const browser = new TestBrowser(origin);
      await signInByCode(browser, email);
      expect((await linked(browser, name)).location).toBe(`${origin}/account/security?identity=linked`);
      expect((await browser.get("/account/security?identity=linked")).body).toContain("It signs you in from now on");
      expect(await linkedTo(email)).toBe(1);
      await expect.poll(async () => (await browser.get("/dev/mail.json")).body).toContain(`Home Login can now sign in`);
      const other = new TestBrowser(origin);
      expect((await signIn(other, name)).done.location).toContain("/profile?");
      expect(await auditLog(email)).toEqual(["signed_in code", "identity_linked oidc", "signed_in oidc"]);
      // Parting signs the other browser out; the next time it is not known any more.
      expect((await browser.post("/account/identities/unlink", { provider: "oidc" })).location).toContain(
        "identity=unlinked",
      );
      expect((await other.get("/account")).location).toContain("/account/sign-in");
      expect((await browser.get("/account/security")).status).toBe(200);
      expect((await signIn(new TestBrowser(origin), name)).done.location).toContain("error=provider_no_address");
    });

    it("is refused for one that signs in to another account", async () => {
      const { name } = newPerson();
      await signIn(new TestBrowser(origin), name);
      const browser = new TestBrowser(origin);
      const { email } = newPerson();
      await signInByCode(browser, email);
      expect((await linked(browser, name)).location).toContain("error=identity_taken");
      expect(await linkedTo(email)).toBe(0);
    });

    it("is refused when another person has signed in meanwhile", async () => {
      const [first, second] = [newPerson(), newPerson()];
      const browser = new TestBrowser(origin);
      await signInByCode(browser, first.email);
      const returned = await logIn(browser, await link(browser), { person: first.name });
      const attempt = new Map(browser.cookies);
      await browser.post("/account/sign-out");
      await signInByCode(browser, second.email);
      for (const [name, value] of attempt) if (name.startsWith("portal-provider")) browser.cookies.set(name, value);
      expect((await browser.get(returned.location ?? "")).location).toContain("error=provider_failed");
      expect((await linkedTo(first.email)) + (await linkedTo(second.email))).toBe(0);
    });

    it("takes somebody signed in, lately, and a form of ours", async () => {
      const { email } = newPerson();
      const browser = new TestBrowser(origin);
      expect((await link(browser)).location).toContain("/account/sign-in");
      await signInByCode(browser, email);
      expect(
        (await browser.post("/account/identities/link", { provider: "oidc" }, { Origin: "http://app-x.localhost" }))
          .status,
      ).toBe(403);
      expect((await browser.get("/account/identities/link")).status).toBe(405);
      await rows(`UPDATE "Session" SET "authenticatedAt" = now() - interval '11 minutes'`);
      const refused = await link(browser);
      expect(refused.location).toContain("/account/reauthenticate?");
      expect((await browser.get(refused.location ?? "")).body).toContain("Is it you?");
    });
  });

  describe("what is open below /api/auth", () => {
    it.each([
      "/api/auth",
      "/api/auth/signin",
      "/api/auth/signin/oidc",
      "/api/auth/csrf",
      "/api/auth/session",
      "/api/auth/providers",
      "/api/auth/error",
      "/api/auth/signout",
      "/api/auth/_log",
      "/api/auth/callback",
      "/api/auth/callback/nobody",
      "/api/auth/callback/credentials",
      "/api/auth/callback/oidc/x",
      "/api/auth/verify-request",
    ])("is not %s", async (target) => {
      const browser = new TestBrowser(origin);
      expect((await browser.get(target)).status).toBe(404);
      expect([403, 404]).toContain((await browser.post(target)).status);
    });

    it("is no post from elsewhere but Apple's, which does nothing but come round as a GET", async () => {
      const browser = new TestBrowser(origin);
      const elsewhere = { Origin: "https://appleid.apple.com" };
      expect((await browser.post("/api/auth/callback/oidc", {}, elsewhere)).status).toBe(403);
      const round = await browser.post(
        "/api/auth/callback/apple",
        { code: "c", state: "s", user: "{}", id_token: "x" },
        elsewhere,
      );
      expect([round.status, round.location]).toEqual([303, `${origin}/api/auth/callback/apple?code=c&state=s`]);
      expect((await browser.get(round.location ?? "")).location).toMatch(/\/ended$/);
    });
  });

  it.each([
    ["google", "https://accounts.google.com/o/oauth2/v2/auth", { client_id: "google-id", scope: "openid email" }],
    ["github", "https://github.com/login/oauth/authorize", { client_id: "github-id", scope: "user:email" }],
    [
      "apple",
      "https://appleid.apple.com/auth/authorize",
      { client_id: "apple-id", scope: "email", response_mode: "form_post" },
    ],
  ])("goes to %s with PKCE, state and our address", async (provider, address, query) => {
    const browser = new TestBrowser(origin);
    const begun = await browser.post(`/appportal/v1/account/provider?session=${await begin(browser)}`, { provider });
    expect(begun.status).toBe(303);
    const url = new URL(begun.location ?? "");
    expect(`${url.origin}${url.pathname}`).toBe(address);
    const sent = Object.fromEntries(url.searchParams);
    expect(sent).toMatchObject({
      ...query,
      response_type: "code",
      code_challenge_method: "S256",
      redirect_uri: `${origin}/api/auth/callback/${provider}`,
    });
    expect(sent.code_challenge).toMatch(/^[\w-]{43}$/);
    expect(sent.state).toMatch(/^[\w-]{43}$/);
    expect("nonce" in sent).toBe(provider !== "github");
    const cookies = begun.headers.getSetCookie();
    expect(cookies.find((header) => header.startsWith("portal-provider="))).toMatch(/HttpOnly; SameSite=lax/i);
    expect(cookies.join()).not.toContain(sent.state);
    expect(cookies.join()).not.toContain("next-auth");
  });

  it("lets forms of the two pages that begin it go to the providers, and no other", async () => {
    const browser = new TestBrowser(origin);
    const session = await begin(browser);
    const policyOf = async (target: string) =>
      /form-action ([^;]*)/
        .exec((await browser.get(target)).headers.get("content-security-policy") ?? "")?.[1]
        ?.split(" ");
    const providers = ["https://accounts.google.com", "https://github.com", "https://appleid.apple.com", oidc.issuer];
    for (const target of [`/appportal/v1/account?session=${session}`, "/account/security"])
      expect(await policyOf(target), target).toEqual(expect.arrayContaining(providers));
    for (const target of ["/appportal/v1?appId=devtest", `/appportal/v1/verify?session=${session}`, "/account", "/"])
      for (const provider of providers) expect(await policyOf(target), target).not.toContain(provider);
  });

  it("offers Google everywhere but in web views, where it refuses; the others everywhere", async () => {
    const offered = async (userAgent: string) => {
      const browser = new TestBrowser(origin, userAgent);
      const { body } = await browser.get(`/appportal/v1/account?session=${await begin(browser)}`);
      return ["Google", "GitHub", "Apple", "Home Login"].filter((name) => body.includes(`Continue with ${name}`));
    };
    expect(
      await offered(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 " +
          "(KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
      ),
    ).toEqual(["Google", "GitHub", "Apple", "Home Login"]);
    expect(
      await offered(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
      ),
    ).toEqual(["GitHub", "Apple", "Home Login"]);
  });

  it("goes on by mail while the provider does not answer", async () => {
    const broken = await startTestPortal({ ...oidc.settings, OIDC_ISSUER: "http://127.0.0.1:1" });
    try {
      const browser = new TestBrowser(`http://localhost:${broken.port}`);
      const session = await begin(browser);
      const refused = await goThere(browser, session);
      expect(refused.location).toContain("error=provider_failed");
      expect((await browser.get(refused.location ?? "")).body).toContain("or use your e-mail");
      await signInByCode(browser, newPerson().email);
    } finally {
      await broken.stop();
    }
  });

  it("is not there at all when nothing is configured", async () => {
    const plain = await startTestPortal();
    try {
      const browser = new TestBrowser(`http://localhost:${plain.port}`);
      const session = await begin(browser);
      expect((await browser.get(`/appportal/v1/account?session=${session}`)).body).not.toContain("Continue with");
      for (const provider of ["google", "github", "apple", "oidc"])
        expect((await browser.get(`/api/auth/callback/${provider}`)).status).toBe(404);
      expect(
        (await browser.post(`/appportal/v1/account/provider?session=${session}`, { provider: "google" })).location,
      ).toContain("error=provider_failed");
    } finally {
      await plain.stop();
    }
  });

  it("tells the log no code, state or address", () => {
    expect(portal.output()).toContain("provider sign-in");
    expect(portal.output()).not.toMatch(/@example\.org|code_verifier|"state"|x{43}/);
  });
});

import { describe, expect, it } from "vitest";
import { TestBrowser } from "@/tests/support/browser";
import { startTestPortal } from "@/tests/support/portal";
import { setUpProviderSignIn } from "@/tests/support/provider-sign-in";

/** To what comes next: for a new person, and for one who was here before. */
const SIGNED_IN = /\/appportal\/v1\/(printer|authorize)\?/;

describe("signing in at an identity provider", () => {
  const test = setUpProviderSignIn();
  const { usersOf, linkedTo, auditLog, begin, goThere, logIn, signIn, newPerson, signInByCode, nothingCameOf } = test;

  it("makes an account for a confirmed new address, and finds it again by the person, not the address", async () => {
    const { name, email } = newPerson();
    const first = await signIn(new TestBrowser(test.origin), name);
    expect(first.done.location).toContain(`/appportal/v1/printer?session=${first.session}`);
    expect((await usersOf(email))[0]?.emailVerified).not.toBeNull();
    test.oidc.people.set(name, { email: "another@example.org", email_verified: true });
    const again = await signIn(new TestBrowser(test.origin), name);
    expect(again.done.location).toContain("/authorize?");
    expect(await usersOf("another@example.org")).toEqual([]);
    expect(await auditLog(email)).toEqual(["identity_linked oidc", "signed_in oidc", "signed_in oidc"]);
  });

  it("makes one account when the same person comes back in three browsers at once", async () => {
    const { name, email } = newPerson();
    const browsers = [new TestBrowser(test.origin), new TestBrowser(test.origin), new TestBrowser(test.origin)];
    const returned = await Promise.all(
      browsers.map(async (browser) => ({
        browser,
        at: await logIn(browser, await goThere(browser, await begin(browser)), { person: name }),
      })),
    );
    const done = await Promise.all(returned.map(({ browser, at }) => browser.get(at.location ?? "")));
    for (const { location } of done) expect(location).toMatch(SIGNED_IN);
    expect(await usersOf(email)).toHaveLength(1);
    expect(await linkedTo(email)).toBe(1);
  });

  it("never finds an account by an equal address", async () => {
    const { name, email } = newPerson();
    await signInByCode(new TestBrowser(test.origin), email);
    const { session, done } = await signIn(new TestBrowser(test.origin), name);
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
    await signInByCode(new TestBrowser(test.origin), known.email);
    const answers = [];
    for (const { name, email } of [fresh, known]) {
      const { session, done } = await signIn(new TestBrowser(test.origin), name);
      answers.push(done.location?.replace(session, ""));
      await nothingCameOf(done, email);
    }
    expect(answers[0]).toContain("error=provider_no_address");
    expect(answers[1]).toBe(answers[0]);
    expect(await usersOf(fresh.email)).toEqual([]);
  });

  it("comes back to the account step when the person cancels there", async () => {
    const browser = new TestBrowser(test.origin);
    const session = await begin(browser);
    const returned = await logIn(browser, await goThere(browser, session), { cancel: "1" });
    const done = await browser.get(returned.location ?? "");
    expect(done.location).toContain(`/appportal/v1/account?session=${session}&error=provider_cancelled`);
    expect((await browser.get(done.location ?? "")).body).toContain("You weren’t signed in there");
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
    const browser = new TestBrowser(test.origin);
    const begun = await browser.post(`/appportal/v1/account/provider?session=${await begin(browser)}`, { provider });
    expect(begun.status).toBe(303);
    const url = new URL(begun.location ?? "");
    expect(`${url.origin}${url.pathname}`).toBe(address);
    const sent = Object.fromEntries(url.searchParams);
    expect(sent).toMatchObject({
      ...query,
      response_type: "code",
      code_challenge_method: "S256",
      redirect_uri: `${test.origin}/api/auth/callback/${provider}`,
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
    const browser = new TestBrowser(test.origin);
    const session = await begin(browser);
    const policyOf = async (target: string) =>
      /form-action ([^;]*)/
        .exec((await browser.get(target)).headers.get("content-security-policy") ?? "")?.[1]
        ?.split(" ");
    const providers = [
      "https://accounts.google.com",
      "https://github.com",
      "https://appleid.apple.com",
      test.oidc.issuer,
    ];
    for (const target of [`/appportal/v1/account?session=${session}`, "/account/security"])
      expect(await policyOf(target), target).toEqual(expect.arrayContaining(providers));
    for (const target of ["/appportal/v1?appId=devtest", `/appportal/v1/verify?session=${session}`, "/account", "/"])
      for (const provider of providers) expect(await policyOf(target), target).not.toContain(provider);
  });

  it("offers Google everywhere but in web views, where it refuses; the others everywhere", async () => {
    const offered = async (userAgent: string) => {
      const browser = new TestBrowser(test.origin, userAgent);
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
    const broken = await startTestPortal({ ...test.oidc.settings, OIDC_ISSUER: "http://127.0.0.1:1" });
    try {
      const browser = new TestBrowser(`http://localhost:${broken.port}`);
      const session = await begin(browser);
      const refused = await goThere(browser, session);
      expect(refused.location).toContain("error=provider_failed");
      expect((await browser.get(refused.location ?? "")).body).toContain("or use your email");
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
    expect(test.portal.output()).toContain('"path":"/api/auth/callback/oidc"');
    expect(test.portal.output()).not.toMatch(/@example\.org|code_verifier|"state"|x{43}/);
  });
});

import { describe, expect, it } from "vitest";
import { TestBrowser } from "@/tests/support/browser";
import { setUpProviderSignIn } from "@/tests/support/provider-sign-in";

describe("signing in with an account elsewhere", () => {
  const test = setUpProviderSignIn();
  const { rows, linkedTo, auditLog, begin, goThere, logIn, signIn, newPerson, signInByCode, nothingCameOf } = test;

  describe("the provider's answer", () => {
    const answered = async () => {
      const { name, email } = newPerson();
      const browser = new TestBrowser(test.origin);
      const session = await begin(browser);
      const returned = await logIn(browser, await goThere(browser, session), { person: name });
      return { browser, email, session, callback: new URL(returned.location ?? "") };
    };

    it("counts once: the same again leads nowhere, with this browser's cookies of then too", async () => {
      const { browser, email, callback } = await answered();
      const before = new Map(browser.cookies);
      expect((await browser.get(callback.href)).location).toMatch(/\/(printer|authorize)\?/);
      expect((await browser.get(callback.href)).location).toMatch(/\/ended$/);
      const thief = new TestBrowser(test.origin);
      for (const [name, value] of before) thief.cookies.set(name, value);
      const replayed = await thief.get(callback.href);
      expect(replayed.location).not.toMatch(/\/(printer|authorize)\?/);
      expect(thief.cookies.has("portal-user")).toBe(false);
      expect((await auditLog(email)).filter((entry) => entry.startsWith("signed_in"))).toHaveLength(1);
    });

    it("counts in the browser that was sent there only", async () => {
      const { email, callback } = await answered();
      const other = new TestBrowser(test.origin);
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
      const asked = test.oidc.asked.length;
      const refused = await browser.get(callback.href);
      expect(refused.location).toContain("error=provider_failed");
      expect(test.oidc.asked.length).toBe(asked);
      await nothingCameOf(refused, email);
    });

    it("is refused in another browser that has the state right: the code goes with the first's verifier", async () => {
      const { email, callback } = await answered();
      const other = new TestBrowser(test.origin);
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
        const asked = test.oidc.asked.length;
        const refused = await browser.get(callback.href);
        expect(refused.location).toMatch(/\/ended$/);
        expect(test.oidc.asked.length).toBe(asked);
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
      expect(new URL((await browser.get(callback.href)).location ?? "").origin).toBe(test.origin);
    });
  });

  describe("joining", () => {
    const join = (browser: TestBrowser) => browser.post("/account/identities/link", { provider: "oidc" });
    const joined = async (browser: TestBrowser, person: string) => {
      const returned = await logIn(browser, await join(browser), { person });
      return browser.get(returned.location ?? "");
    };

    it("is done by who is signed in, who hears of it by mail; then the account signs in", async () => {
      const { name, email } = newPerson({ email: "private@example.org", email_verified: false });
      const browser = new TestBrowser(test.origin);
      await signInByCode(browser, email);
      const security = "/account/security?identity=linked&provider=oidc";
      expect((await joined(browser, name)).location).toBe(test.origin + security);
      expect((await browser.get(security)).body).toContain("Home Login added. You can now sign in with it");
      expect(await linkedTo(email)).toBe(1);
      await expect.poll(async () => (await browser.get("/dev/mail.json")).body).toContain("with Home Login");
      const other = new TestBrowser(test.origin);
      expect((await signIn(other, name)).done.location).toMatch(/\/(printer|authorize)\?/);
      expect(await auditLog(email)).toEqual(["signed_in code", "identity_linked oidc", "signed_in oidc"]);
      // Parting signs the other browser out; the next time it is not known any more.
      expect((await browser.post("/account/identities/unlink", { provider: "oidc" })).location).toContain(
        "identity=unlinked",
      );
      expect((await other.get("/account")).location).toContain("/account/sign-in");
      expect((await browser.get("/account/security")).status).toBe(200);
      expect((await signIn(new TestBrowser(test.origin), name)).done.location).toContain("error=provider_no_address");
    });

    it("is refused for one that signs in to another account", async () => {
      const { name } = newPerson();
      await signIn(new TestBrowser(test.origin), name);
      const browser = new TestBrowser(test.origin);
      const { email } = newPerson();
      await signInByCode(browser, email);
      expect((await joined(browser, name)).location).toContain("error=identity_taken");
      expect(await linkedTo(email)).toBe(0);
    });

    it("is refused when another person has signed in meanwhile", async () => {
      const [first, second] = [newPerson(), newPerson()];
      const browser = new TestBrowser(test.origin);
      await signInByCode(browser, first.email);
      const returned = await logIn(browser, await join(browser), { person: first.name });
      const attempt = new Map(browser.cookies);
      await browser.post("/account/sign-out");
      await signInByCode(browser, second.email);
      for (const [name, value] of attempt) if (name.startsWith("portal-provider")) browser.cookies.set(name, value);
      expect((await browser.get(returned.location ?? "")).location).toContain("error=provider_failed");
      expect((await linkedTo(first.email)) + (await linkedTo(second.email))).toBe(0);
    });

    it("takes somebody signed in, lately, and a form of ours", async () => {
      const { email } = newPerson();
      const browser = new TestBrowser(test.origin);
      expect((await join(browser)).location).toContain("/account/sign-in");
      await signInByCode(browser, email);
      expect(
        (await browser.post("/account/identities/link", { provider: "oidc" }, { Origin: "http://app-x.localhost" }))
          .status,
      ).toBe(403);
      expect((await browser.get("/account/identities/link")).status).toBe(405);
      await rows(`UPDATE "Session" SET "authenticatedAt" = now() - interval '11 minutes'`);
      const refused = await join(browser);
      expect(refused.location).toContain("/account/reauthenticate?");
      expect((await browser.get(refused.location ?? "")).body).toContain("account-confirm");
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
      const browser = new TestBrowser(test.origin);
      expect((await browser.get(target)).status).toBe(404);
      expect([403, 404]).toContain((await browser.post(target)).status);
    });

    it("is no post from elsewhere but Apple's, which does nothing but come round as a GET", async () => {
      const browser = new TestBrowser(test.origin);
      const elsewhere = { Origin: "https://appleid.apple.com" };
      expect((await browser.post("/api/auth/callback/oidc", {}, elsewhere)).status).toBe(403);
      const round = await browser.post(
        "/api/auth/callback/apple",
        { code: "c", state: "s", user: "{}", id_token: "x" },
        elsewhere,
      );
      expect([round.status, round.location]).toEqual([303, `${test.origin}/api/auth/callback/apple?code=c&state=s`]);
      expect((await browser.get(round.location ?? "")).location).toMatch(/\/ended$/);
    });
  });

  it("tells the log no code, state or address", () => {
    expect(test.portal.output()).toContain("provider sign-in");
    expect(test.portal.output()).not.toMatch(/@example\.org|code_verifier|"state"|x{43}/);
  });
});

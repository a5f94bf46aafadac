import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Authenticator } from "@/tests/support/authenticator";
import { ADD_PAGE, askedBy, PasskeyPerson } from "@/tests/support/passkey-person";
import { startTestPortal, type TestPortal } from "@/tests/support/portal";
import { openPortalDatabase, type PortalDatabase } from "@/tests/support/portal-database";

describe("passkeys at a whole portal", () => {
  let portal: TestPortal;
  let database: PortalDatabase;

  beforeAll(async () => {
    portal = await startTestPortal();
    database = await openPortalDatabase(portal.dataDir);
  }, 120_000);
  afterAll(async () => {
    await database?.close();
    await portal?.stop();
  });

  const somebody = async () => {
    const person = new PasskeyPerson(portal);
    await person.signUp();
    return person;
  };
  const countOf = async ({ email }: PasskeyPerson) =>
    (await database.rows(`SELECT 1 FROM "Passkey" p JOIN "User" u ON u.id = p."userId" WHERE u.email = $1`, [email]))
      .length;
  /** Minutes pass since what was shown in this person's sign-ins. */
  const later = async ({ email }: PasskeyPerson, minutes: number) => {
    const before = (column: string) => `"${column}" = "${column}" - make_interval(mins => ${minutes})`;
    await database.rows(
      `UPDATE "Session" SET ${["mailboxAt", "secondFactorAt", "authenticatedAt"].map(before).join(", ")} ` +
        `WHERE "userId" = (SELECT id FROM "User" WHERE email = $1)`,
      [email],
    );
  };
  const EVERY = `/account/reauthenticate?to=${encodeURIComponent(ADD_PAGE)}&every=1`;

  it("one is added by who has just read the mail, and signs in to a journey in another browser", async () => {
    const person = await somebody();
    expect((await person.add()).location).toMatch(/\/account\/security\?done=passkey$/);
    expect((await person.browser.get("/account/security")).body).toContain("Remove the passkey of");
    await expect.poll(() => person.mails()).toContainEqual(expect.stringMatching(/passkey was added/i));

    const other = person.newBrowser();
    const { session, page } = await person.begin(other);
    const before = other.cookies.get("portal-user");
    const signedIn = await other.post(`/appportal/v1/account/passkey?session=${session}`, person.answer(page));
    expect(signedIn.location).toContain(`/appportal/v1/authorize?session=${session}`);
    expect(other.cookies.get("portal-user")).toMatch(/^\w{43}$/);
    expect(other.cookies.get("portal-user")).not.toBe(before);
    expect((await other.get("/account")).body).toContain(person.email);
    // What is sensitive may be done at once, but no other passkey: that takes the mailbox.
    expect((await other.get("/account/security/password")).status).toBe(200);
    expect((await other.get(ADD_PAGE)).location).toContain("/account/reauthenticate?");
  });

  it("after five minutes adding takes the mail again, on the page and in the post", async () => {
    const person = await somebody();
    const page = await person.browser.get(ADD_PAGE);
    await later(person, 5);
    expect((await person.browser.get(ADD_PAGE)).location).toContain(EVERY);
    expect((await person.add(page)).location).toContain(EVERY);
    expect(await countOf(person)).toBe(0);
    // What takes recent authentication may be done for ten.
    expect((await person.browser.get("/account/security/password")).status).toBe(200);
    const here = `to=${encodeURIComponent(ADD_PAGE)}&every=1`;
    await person.browser.post(`/account/reauthenticate/send?${here}`);
    const code = await person.mailedCode();
    const wrong = await person.browser.post(`/account/reauthenticate/check?${here}&with=mail`, { code: "000000" });
    expect(wrong.location).toMatch(/every=1.*error=code_wrong|error=code_wrong.*every=1/);
    const shown = await person.browser.post(`/account/reauthenticate/check?${here}&with=mail`, { code });
    expect(shown.location).toMatch(new RegExp(`${ADD_PAGE}$`));
    expect((await person.add()).location).toContain("done=passkey");
  });

  it("where there is a second step, adding takes it and the mail; neither does by itself", async () => {
    const person = await somebody();
    const totp = await person.turnSecondFactorOn();
    await later(person, 11);
    const here = `to=${encodeURIComponent(ADD_PAGE)}&every=1`;
    const check = (fields: Record<string, string>, more = "") =>
      person.browser.post(`/account/reauthenticate/check?${here}${more}`, fields);

    await person.browser.post(`/account/reauthenticate/send?${here}`);
    await check({ code: await person.mailedCode() }, "&with=mail");
    expect((await person.browser.get(ADD_PAGE)).location).toContain(EVERY);
    // The mail alone is no recent authentication here.
    expect((await person.browser.get("/account/security/password")).location).toContain("/account/reauthenticate?");
    await check({ code: totp(0) });
    expect((await person.browser.get(ADD_PAGE)).status).toBe(200);
    await later(person, 11);
    await check({ code: totp(1) });
    expect((await person.browser.get("/account/security/password")).status).toBe(200);
    expect((await person.browser.get(ADD_PAGE)).location).toContain(EVERY);
    expect(await countOf(person)).toBe(0);
  });

  it("signing in asks for no second step, which stays for codes when the last one is removed", async () => {
    const person = await somebody();
    await person.turnSecondFactorOn();
    await database.rows(`UPDATE "Session" SET "secondFactorAt" = "mailboxAt"`);
    await person.add();
    const other = person.newBrowser();
    const { session, page } = await person.begin(other);
    const done = await other.follow(
      await other.post(`/appportal/v1/account/passkey?session=${session}`, person.answer(page)),
    );
    expect(done.url).toContain("/appportal/v1/printer?");

    const [row] = await database.rows(
      `SELECT p.id FROM "Passkey" p JOIN "User" u ON u.id = p."userId" WHERE u.email = $1`,
      [person.email],
    );
    const removed = await other.post("/account/security/passkeys/remove", { passkey: String(row?.id) });
    expect(removed.location).toContain("done=noPasskey");
    const third = person.newBrowser();
    const again = await person.begin(third);
    const refused = await third.post(
      `/appportal/v1/account/passkey?session=${again.session}`,
      person.answer(again.page),
    );
    expect(refused.location).toContain("error=passkey_unknown");
    await third.post(`/appportal/v1/account/send?session=${again.session}`, { email: person.email });
    const code = await person.mailedCode();
    const first = await third.follow(await third.post(`/appportal/v1/verify/check?session=${again.session}`, { code }));
    expect(first.url).toContain("/appportal/v1/second-factor?");
  });

  it("an answer counts once, from our own pages, in the browser and the journey that asked", async () => {
    const person = await somebody();
    await person.add();
    const [browser, stranger] = [person.newBrowser(), person.newBrowser()];
    const { session, page } = await person.begin(browser);
    const target = `/appportal/v1/account/passkey?session=${session}`;
    const fields = person.answer(page);
    for (const origin of ["https://evil.example", `http://app-x.localhost:${portal.port}`, "null"])
      expect((await browser.post(target, fields, { Origin: origin })).status).toBe(403);
    expect((await stranger.post(target, fields)).location).toContain("/ended");
    const theirs = await person.begin(stranger);
    expect((await stranger.post(target.replace(session, theirs.session), fields)).location).toContain(
      "error=passkey_expired",
    );
    expect(stranger.cookies.has("portal-user")).toBe(false);
    const tried = await Promise.all(
      [1, 2, 3, 4]
        .map(() => person.newBrowser())
        .map(async (other) => {
          other.cookies.set("portal-browser", browser.cookies.get("portal-browser") ?? "");
          return (await other.post(target, fields)).location ?? "";
        }),
    );
    expect(tried.filter((location) => !location.includes("error="))).not.toHaveLength(0);
    const made = await database.rows(
      `SELECT 1 FROM "Session" s JOIN "User" u ON u.id = s."userId" WHERE u.email = $1`,
      [person.email],
    );
    // The one that added it, and one more.
    expect(made).toHaveLength(2);
  });

  it("a passkey that knows nobody is refused in one sentence, and the email's way is still there", async () => {
    const person = new PasskeyPerson(portal);
    const { session, page } = await person.begin(person.browser);
    const target = `/appportal/v1/account/passkey?session=${session}`;
    const back = await person.browser.follow(await person.browser.post(target, person.answer(page)));
    expect(back.body).toContain("That passkey is not known here any more");
    expect(back.body).toContain("Send code");
    expect(askedBy(back)).toBeDefined();
  });

  it("pages ask for one where it can be used, and each time for another answer", async () => {
    const person = await somebody();
    const challenges = [await person.browser.get(ADD_PAGE), await person.browser.get(ADD_PAGE)].map(
      (page) => askedBy(page)?.options.challenge,
    );
    expect(new Set(challenges).size).toBe(2);
    const outside = await person.newBrowser().get("/account/sign-in");
    expect(outside.body).toContain('data-passkey="begin"');
    const { page } = await person.begin(person.newBrowser());
    expect(page.body).toMatch(/autocomplete="[a-z]+ webauthn"/i);
    expect(askedBy(page)?.options).toMatchObject({ rpId: "localhost", userVerification: "required" });
    expect(JSON.stringify(askedBy(page)?.options)).not.toContain("allowCredentials");
  });

  it("one that is offered is offered until it is declined", async () => {
    const person = await somebody();
    const offer = "Next time, sign in with your fingerprint or face";
    expect((await person.browser.get("/account")).body).toContain(offer);
    await person.browser.post("/account/security/passkeys/later");
    expect((await person.browser.get("/account")).body).not.toContain(offer);
    const other = await somebody();
    await other.add(undefined, new Authenticator({ origin: other.browser.origin, rpId: "localhost" }));
    expect((await other.browser.get("/account")).body).not.toContain(offer);
  });
});

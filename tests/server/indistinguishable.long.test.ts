import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hashPassword } from "@/lib/accounts/password/password-hash";
import { sessionIn, TestBrowser, type Page } from "@/tests/support/browser";
import { likelihoodOfLarger, looksAlike } from "@/tests/support/compare-samples";
import { startTestPortal, type TestPortal } from "@/tests/support/portal";
import { openPortalDatabase, type PortalDatabase } from "@/tests/support/portal-database";

/** What may be behind an address. Nobody outside may find out which. */
const KINDS = ["unknown", "without password", "with password"] as const;
type Kind = (typeof KINDS)[number];
const SAMPLES = 200;
const TRIES = 3;

/** Somebody at the door with one address, in a browser and a journey of their own. */
type Caller = { kind: Kind; email: string; browser: TestBrowser; session: string };

/** A whole answer with everything taken out that is new in each. */
function normalised({ status, headers, body, location }: Page, { email, session }: Caller): string {
  const nonce = /'nonce-([^']+)'/.exec(headers.get("content-security-policy") ?? "")?.[1] ?? "no nonce";
  const clean = (text: string) =>
    text
      .replaceAll(session, "SESSION")
      .replaceAll(nonce, "NONCE")
      .replaceAll(encodeURIComponent(email), "EMAIL")
      .replaceAll(email, "EMAIL")
      .replace(/(portal-browser=)[^;]*/g, "$1SECRET")
      // What a passkey is asked for: random in each page, and sealed.
      .replace(/(challenge&quot;:&quot;)[\w-]+/g, "$1CHALLENGE")
      .replace(/(name="challenge" value=")[^"]+/g, "$1SEALED")
      .replace(/(data-wait=")\d+/g, "$1N")
      .replace(/Expires=[^;]*/gi, "Expires");
  const lines = [...headers].filter(([name]) => name !== "date").map(([name, value]) => `${name}: ${clean(value)}`);
  return [status, clean(location ?? ""), ...lines, "", clean(body)].join("\n");
}

describe("known and unknown addresses", () => {
  let portal: TestPortal;
  let database: PortalDatabase;
  let hash: string;

  const newCaller = async (kind: Kind): Promise<Caller> => {
    const email = `person-${randomBytes(6).toString("hex")}@example.org`;
    if (kind !== "unknown") {
      await database.rows(
        `INSERT INTO "User" (id, email, "emailVerified", name, "profileDoneAt", "passwordHash") ` +
          "VALUES ($1, $2, now(), 'Robin', now(), $3)",
        [`u-${email}`, email, kind === "with password" ? hash : null],
      );
    }
    const browser = new TestBrowser(`http://localhost:${portal.port}`);
    return {
      kind,
      email,
      browser,
      session: sessionIn((await browser.post("/appportal/v1/begin?appId=devtest")).location),
    };
  };
  /** One of each kind. */
  const newCallers = () => Promise.all(KINDS.map(newCaller));
  const send = ({ browser, session, email }: Caller) =>
    browser.post(`/appportal/v1/account/send?session=${session}`, { email });
  const resend = ({ browser, session }: Caller) => browser.post(`/appportal/v1/verify/resend?session=${session}`);
  const tryCode = ({ browser, session }: Caller) =>
    browser.post(`/appportal/v1/verify/check?session=${session}`, { code: "wrong" });
  const guessCode = ({ browser, session }: Caller) =>
    browser.post(`/appportal/v1/verify/check?session=${session}`, { code: "000000" });
  const tryPassword = ({ browser, session, email }: Caller) =>
    browser.post(`/appportal/v1/account/sign-in?session=${session}`, {
      email,
      password: "nobody has this one, surely",
    });

  /** No limit used, no code too new, no try counted; `atAccount`: no code asked for. */
  const forgive = async (atAccount: boolean) => {
    await database.rows(`DELETE FROM "RateLimit"`);
    await database.rows(
      `UPDATE "OneTimeCode" SET "createdAt" = "createdAt" - interval '1 minute', "wrongTries" = 0, ` +
        `"expiresAt" = now() + interval '1 day', "codeDigest" = 'none'`,
    );
    if (atAccount) await database.rows(`UPDATE "Journey" SET email = NULL`);
  };

  beforeAll(async () => {
    portal = await startTestPortal();
    database = await openPortalDatabase(portal.dataDir);
    hash = await hashPassword("a spool of orange filament");
  }, 120_000);
  afterAll(async () => {
    await database?.close();
    await portal?.stop();
  });
  beforeEach(() => forgive(false));

  describe("get the same answers, byte for byte", () => {
    const same = async (callers: Caller[], act: (caller: Caller) => Promise<Page>, expected: RegExp) => {
      const seen: string[] = [];
      for (const caller of callers) {
        const posted = await act(caller);
        expect(posted.location).toMatch(expected);
        seen.push(`${normalised(posted, caller)}\n\n${normalised(await caller.browser.follow(posted), caller)}`);
      }
      expect(seen[0]).toContain("EMAIL");
      for (const answer of seen) expect(answer).toBe(seen[0]);
    };

    it("when a code is sent, sent again, asked for too soon, wrong, of a wrong form, and used up", async () => {
      const callers = await newCallers();
      await same(callers, send, /\/verify\?session=\w+$/);
      await same(callers, resend, /error=resend_too_soon/);
      await forgive(false);
      await same(callers, resend, /resent=1/);
      await same(callers, tryCode, /error=code_wrong/);
      for (let index = 0; index < 4; index++) await same(callers, guessCode, /error=code_wrong/);
      await same(callers, guessCode, /error=code_used_up/);
    });

    it("when a password does not fit: no account, no password, another password", async () => {
      await same(await newCallers(), tryPassword, /with=password&error=password_wrong/);
    });

    it("when a limit is reached, after as many tries", async () => {
      const until = async (caller: Caller, act: (caller: Caller) => Promise<Page>, most: number) => {
        const answers: string[] = [];
        for (let index = 0; index < most; index++) {
          const page = await act(caller);
          answers.push(normalised(page, caller).replace(/retry=\d+/g, "retry"));
          await database.rows(
            `UPDATE "OneTimeCode" SET "createdAt" = "createdAt" - interval '1 minute', "wrongTries" = 0`,
          );
        }
        return answers;
      };
      const callers = await newCallers();
      for (const [act, most] of [
        [tryPassword, 11],
        [send, 1],
        [resend, 6],
        [guessCode, 16],
      ] as const) {
        const seen = [];
        for (const caller of callers) seen.push(await until(caller, act, most));
        for (const answers of seen) expect(answers).toEqual(seen[0]);
        if (act !== send) expect(seen[0]?.at(-1)).toContain("error=too_many");
        if (act !== send) expect(seen[0]?.at(-2)).not.toContain("error=too_many");
      }
    });

    it("and the same mail", async () => {
      const callers = await newCallers();
      for (const caller of callers) await send(caller);
      const mails = JSON.parse((await callers[0]!.browser.get("/dev/mail.json")).body) as {
        to: string;
        subject: string;
        text: string;
      }[];
      const sent = callers.map(({ email }) => mails.find(({ to }) => to === email));
      const shape = sent.map((mail) => `${mail?.subject}\n${mail?.text}`.replace(/\d{6}/g, "CODE"));
      expect(shape[0]).toContain("CODE");
      for (const one of shape) expect(one).toBe(shape[0]);
    });
  });

  describe(`answer at the same time, by ${SAMPLES} samples of each`, () => {
    type Times = { answer: number[]; withPage: number[] };

    /**
     * Samples of all kinds in turns, each round in another order, so that whatever else the machine does hits all
     * alike.
     */
    const sample = async (
      callers: Caller[],
      act: (caller: Caller) => Promise<Page>,
      atAccount: boolean,
    ): Promise<Record<string, Times>> => {
      const times = Object.fromEntries(
        callers.map(({ kind }) => [kind, { answer: [] as number[], withPage: [] as number[] }]),
      );
      for (let round = -5; round < SAMPLES; round++) {
        await forgive(atAccount);
        const shift = Math.abs(round) % callers.length;
        const order = [...callers.slice(shift), ...callers.slice(0, shift)];
        for (const caller of round % 2 ? order : order.reverse()) {
          const begun = performance.now();
          const posted = await act(caller);
          const answered = performance.now();
          await caller.browser.follow(posted);
          // The first rounds warm up caches and connections.
          if (round >= 0) times[caller.kind]?.answer.push(answered - begun);
          if (round >= 0) times[caller.kind]?.withPage.push(performance.now() - begun);
          // What an answer leaves behind to be done must not count for the next one.
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      }
      return times;
    };

    const pairs = (times: Record<string, Times>) => {
      const kinds = Object.keys(times);
      return kinds.flatMap((one, index) =>
        kinds.slice(index + 1).flatMap((other) =>
          (["answer", "withPage"] as const).map((what) => ({
            name: `${one} / ${other}, ${what}`,
            a: times[one]?.[what] ?? [],
            b: times[other]?.[what] ?? [],
          })),
        ),
      );
    };

    it.each<[string, (caller: Caller) => Promise<Page>, boolean, readonly Kind[]]>([
      ["sending a code", (caller) => send(caller), true, ["unknown", "with password"]],
      ["sending it again", (caller) => resend(caller), false, ["unknown", "with password"]],
      ["a wrong code", (caller) => guessCode(caller), false, ["unknown", "with password"]],
      ["a password that does not fit", (caller) => tryPassword(caller), true, KINDS],
    ])(
      "%s",
      async (name, act, atAccount, kinds) => {
        const callers = await Promise.all(kinds.map(newCaller));
        for (const caller of callers) await send(caller);
        let differing: string[] = [];
        for (let attempt = 0; attempt < TRIES; attempt++) {
          const compared = pairs(await sample(callers, act, atAccount));
          for (const { name: pair, a, b } of compared) {
            expect([a.length, b.length]).toEqual([SAMPLES, SAMPLES]);
            process.stdout.write(`${name}: ${pair}: ${likelihoodOfLarger(a, b).toFixed(3)}\n`);
          }
          differing = compared
            .filter(({ a, b }) => !looksAlike(a, b))
            .map(({ name: pair, a, b }) => `${pair}: ${likelihoodOfLarger(a, b).toFixed(3)}`);
          if (differing.length === 0) return;
        }
        expect(differing).toEqual([]);
      },
      600_000,
    );
  });
});

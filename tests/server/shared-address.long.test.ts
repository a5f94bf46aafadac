import { solveChallenge, type Challenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/pbkdf2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADDRESS_LIMITS } from "@/lib/rate-limits/address-limits";
import { sessionIn, TestBrowser, type Page } from "@/tests/support/browser";
import { startTestPortal, type TestPortal } from "@/tests/support/portal";
import { openPortalDatabase, type PortalDatabase } from "@/tests/support/portal-database";

const MAILBOXES = 500;
const FREE = ADDRESS_LIMITS.codesSentPerAddress.points * 10; // evaluation mode

const numbered = Array.from({ length: MAILBOXES }, (_, index) => index);

/** The challenge in a page, as its scripts read it. */
function challengeIn(page: Page): Challenge | undefined {
  const [, text] = /data-challenge="([^"]*)"/.exec(page.body) ?? [];
  return text ? (JSON.parse(text.replaceAll("&quot;", '"')) as Challenge) : undefined;
}

describe("500 mailboxes behind one address", () => {
  let portal: TestPortal;
  let database: PortalDatabase;
  const isAtVerify = ({ location }: Page) => location?.includes("/verify") ?? false;
  const codesFor = async (name: string) => {
    const [row] = await database.rows<{ count: string }>(`SELECT count(*) FROM "OneTimeCode" WHERE email LIKE $1`, [
      `${name}-%`,
    ]);
    return Number(row?.count);
  };
  const begin = async () => {
    const browser = new TestBrowser(`http://localhost:${portal.port}`);
    return { browser, session: sessionIn((await browser.post("/appportal/v1/begin?appId=devtest")).location) };
  };

  beforeAll(async () => {
    portal = await startTestPortal();
    database = await openPortalDatabase(portal.dataDir);
  }, 120_000);
  afterAll(async () => {
    await database?.close();
    await portal?.stop();
  });

  it("get no mail from a flood beyond what is free, but one each half minute", async () => {
    const began = performance.now();
    for (const index of numbered) {
      const { browser, session } = await begin();
      await browser.post(`/appportal/v1/account/send?session=${session}`, { email: `flood-${index}@example.org` });
    }
    const halfMinutes = Math.ceil((performance.now() - began) / 30_000);
    const sent = await codesFor("flood");
    expect(sent).toBeGreaterThanOrEqual(FREE);
    expect(sent).toBeLessThanOrEqual(FREE + halfMinutes + 1);
    await database.rows(`DELETE FROM "RateLimit"`);
  }, 600_000);

  it("each get their code, after a challenge that a browser works out in seconds", async () => {
    const send = async (index: number) => {
      const { browser, session } = await begin();
      const form = `/appportal/v1/account/send?session=${session}`;
      const email = `person-${index}@example.org`;
      const first = await browser.post(form, { email });
      if (isAtVerify(first)) return;
      const challenge = challengeIn(await browser.follow(first));
      if (!challenge) throw new Error("held back without a challenge");
      const proof = JSON.stringify({ challenge, solution: await solveChallenge({ challenge, deriveKey }) });
      expect(isAtVerify(await browser.post(form, { email, proof })), email).toBe(true);
    };
    for (const index of numbered) await send(index);
    expect(await codesFor("person")).toBe(MAILBOXES);
  }, 900_000);
});

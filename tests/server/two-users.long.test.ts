import { beforeAll, afterAll, describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { actions, addressesOf, fieldsOf, joinDatabase, pages, somebody, type Person } from "@/tests/support/person";
import { startTestPortal, type TestPortal } from "@/tests/support/portal";

/** Everything that the database holds about somebody, but when the server looks at her perks next. */
async function everythingOf({ userId, journeys, ids }: Person): Promise<string[]> {
  const tables = await db().$queryRawUnsafe<{ name: string }[]>(
    "SELECT table_name AS name FROM information_schema.tables " +
      "WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'PerksTurn' ORDER BY 1",
  );
  // Her printer's public id is no secret: whoever types it into a start URL has it in a journey of their own.
  const needles = [
    userId,
    ...Object.values(journeys),
    ...[ids.consent, ids.checkout, ids.device, ids.passkey, ids.printerRow].flatMap((id) => id ?? []),
  ];
  const rows: string[] = [];
  for (const { name } of tables) {
    const found = await db().$queryRawUnsafe<{ row: string }[]>(
      `SELECT r::text AS row FROM "${name}" r ` +
        "WHERE EXISTS (SELECT 1 FROM unnest($1::text[]) n WHERE position(n in r::text) > 0) ORDER BY 1",
      needles,
    );
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
    joinDatabase(portal);
    [alice, bob] = [await somebody("Alicemark"), await somebody("Bobmark")];
    before = await everythingOf(alice);
  }, 120_000);
  afterAll(async () => {
    await db().$disconnect();
    await portal.stop();
  });

  /** Asks as Bob, freshly signed in each time, since some forms sign out. */
  const asBob = async (target: string, method: "GET" | "POST") => {
    const headers = {
      Cookie: await bob.signIn(),
      ...(method === "POST" && {
        Origin: `http://localhost:${portal.port}`,
        "Content-Type": "application/x-www-form-urlencoded",
      }),
    };
    return portal.ask(target, { method, headers, ...(method === "POST" && { body: fieldsOf(alice) }) });
  };
  const asNobody = (target: string, method: "GET" | "POST") =>
    portal.ask(target, {
      method,
      headers:
        method === "POST"
          ? { Origin: `http://localhost:${portal.port}`, "Content-Type": "application/x-www-form-urlencoded" }
          : {},
      ...(method === "POST" && { body: fieldsOf(alice) }),
    });

  it("the marks are on one's own pages, so that their absence means something", async () => {
    const cookie = await alice.signIn();
    for (const [place, mark] of [
      ["/account", "alicemark@example.org"],
      ["/account/security", "Alicemark device"],
      [`/view/${alice.ids.printer}`, "Alicemark printer"],
      ["/account/activity", "Alicemark printer"],
      [`/appportal/v1/authorize?session=${alice.journeys.authorize}`, "Alicemark printer"],
    ] as const) {
      const page = await portal.ask(place, { headers: { Cookie: cookie } });
      expect(page.body.toLowerCase(), place).toContain(mark.toLowerCase());
    }
    await db().session.deleteMany({
      where: { userId: alice.userId, sessionToken: digest(/portal-user=(\w+)/.exec(cookie)?.[1] ?? "") },
    });
    before = await everythingOf(alice);
  });

  it.each(pages())("the page %s shows Bob and strangers nothing of Alice's", async (route) => {
    for (const target of addressesOf(route, alice)) {
      for (const answer of [await asBob(target, "GET"), await asNobody(target, "GET")]) {
        expect(answer.status, target).toBeLessThan(500);
        expect(answer.body.toLowerCase(), target).not.toContain("alicemark");
        expect(JSON.stringify(answer.headers).toLowerCase(), target).not.toContain("alicemark");
      }
    }
  });

  it.each(actions())("$method $route does nothing of Alice's for Bob or strangers", async ({ route, method }) => {
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

import { describe, expect, it } from "vitest";
import { digest } from "@/lib/digest";
import { randomToken } from "@/lib/random";
import { subscriptionEvent, WEBHOOK_SECRET } from "@/lib/supporters/stripe/test-events";
import { setUpStripePortal } from "@/tests/support/stripe-portal";

describe("the server with Stripe", () => {
  const test = setUpStripePortal();
  const { sql, ask, post, deliver, sessionAt, pathOf, someJourney } = test;

  it("applies a signed event, answers 200, and answers 400 to everything else", async () => {
    const whose = { subscriptionId: `sub_${test.userId}`, customerId: `cus_${test.userId}`, userId: test.userId };
    const event = subscriptionEvent("created", whose, { at: new Date() });
    expect((await deliver(event, { secret: "whsec_of_somebody_else" })).status).toBe(400);
    expect((await deliver(event, { header: undefined })).status).toBe(400);
    expect(await sql(`SELECT 1 FROM "Entitlement" WHERE "userId" = $1`, [test.userId])).toEqual([]);
    const answers = await Promise.all([deliver(event), deliver(event), deliver(event)]);
    expect(answers.map(({ status, body }) => [status, body])).toEqual(Array(3).fill([200, '{"received":true}']));
    expect(await sql(`SELECT source FROM "Entitlement" WHERE "userId" = $1`, [test.userId])).toEqual([
      { source: "stripe" },
    ]);
    const large = await deliver(JSON.stringify({ padding: "x".repeat(300_000) })).then(
      ({ status }) => status,
      (error: NodeJS.ErrnoException) => error.code,
    );
    // The connection is closed while the body is still coming, so the answer may be cut off by a reset.
    expect([400, "EPIPE", "ECONNRESET"]).toContain(large);
    const wide = subscriptionEvent("updated", { ...whose, customerId: "x".repeat(100_000) }, { at: new Date() });
    expect((await deliver(wide)).status).toBe(200);
    expect((await test.portal.ask("/api/payment/stripe")).status).toBe(405);
    expect(
      (
        await test.portal.ask("/api/payment/stripe", {
          host: `app-abc.localhost:${test.portal.port}`,
          method: "POST",
          body: "{}",
        })
      ).status,
    ).not.toBe(200);
  });

  it("answers 500 to Stripe when the database fails, and applies the event when it comes again", async () => {
    const event = subscriptionEvent(
      "created",
      { subscriptionId: `sub_${test.userId}`, customerId: `cus_${test.userId}`, userId: test.userId },
      { at: new Date() },
    );
    await sql(`ALTER TABLE "Subscription" RENAME TO "Away"`);
    const failed = await deliver(event);
    await sql(`ALTER TABLE "Away" RENAME TO "Subscription"`);
    expect(failed.status).toBe(500);
    expect((await deliver(event)).status).toBe(200);
    expect(await sql(`SELECT source FROM "Entitlement" WHERE "userId" = $1`, [test.userId])).toEqual([
      { source: "stripe" },
    ]);
  });

  it("leads from the account to the checkout, waits, asks after ten seconds, and needs no event", async () => {
    const page = await ask("/account/supporter");
    expect(page.body).toContain("$39");
    expect(page.headers["content-security-policy"]).toContain(`form-action 'self' ${test.stripe.url}`);
    const left = await post("/account/supporter/checkout", { interval: "year" });
    expect(left.status).toBe(303);
    const session = sessionAt(left.headers.location);
    expect(session?.metadata.price).toBe("price_year");
    test.stripe.pay(session?.id ?? "");

    const back = await ask(pathOf(session?.success_url));
    expect(back.status).toBe(303);
    const waiting = back.headers.location ?? "";
    expect(waiting).toMatch(/^\/account\/supporter\/payment\?checkout=[A-Za-z0-9]{32}$/);
    const first = await ask(waiting);
    expect(first.body).toMatch(/data-step="payment"/);
    expect(first.body).toMatch(/<noscript><meta http-equiv="refresh" content="4"\/?><\/noscript>/i);
    const state = async () =>
      (JSON.parse((await ask(waiting.replace("payment?", "payment/state?"))).body) as { state: string }).state;
    expect(await state()).toBe("waiting");
    expect(test.stripe.calls.filter((call) => call === `GET /v1/checkout/sessions/${session?.id}`)).toHaveLength(1);

    await sql(`UPDATE "Checkout" SET "returnedAt" = "returnedAt" - interval '10 seconds' WHERE "userId" = $1`, [
      test.userId,
    ]);
    expect(await state()).toBe("over");
    const done = await ask(waiting);
    // Next answers a redirect of a page with 307; it leads on with GET.
    expect([303, 307]).toContain(done.status);
    expect(done.headers.location).toBe("/account/supporter");
    const after = await ask("/account/supporter");
    expect(after.body).toContain("Next payment");
    expect(after.body).toContain("Cancel subscription");
  });

  it("says after two minutes that the payment is not confirmed, and gives ways on", async () => {
    const left = await post("/account/supporter/checkout", { back: "/appportal/v1/nosupporterperks?appid=devtest" });
    const back = await ask(pathOf(sessionAt(left.headers.location)?.success_url));
    await sql(`UPDATE "Checkout" SET "returnedAt" = "returnedAt" - interval '121 seconds' WHERE "userId" = $1`, [
      test.userId,
    ]);
    const page = await ask(back.headers.location ?? "");
    expect(page.body).toContain("Your payment is not confirmed yet");
    expect(page.body).toContain("your perks start as soon as");
    expect(page.body).toContain("Check again");
    expect(page.body).toContain('href="/appportal/v1/nosupporterperks?appid=devtest"');
  });

  it("in a journey waits as a step, and goes on to consent once an event comes", async () => {
    const journey = await someJourney();
    const step = await ask(`/appportal/v1/supporter?session=${journey}`);
    expect(step.body).toMatch(/data-step="supporter"/);
    // The supporter step leads both to the app ("Not now") and to the payment provider.
    expect(step.headers["content-security-policy"]).toContain(
      `form-action 'self' http://127.0.0.1:9 ${test.stripe.url}`,
    );
    const left = await post(`/appportal/v1/supporter/checkout?session=${journey}`, { interval: "month" });
    const session = sessionAt(left.headers.location);
    expect(pathOf(session?.cancel_url)).toBe(`/appportal/v1/supporter?session=${journey}&declined=1`);
    expect((await ask(pathOf(session?.cancel_url))).body).toContain("You weren’t charged");

    const subscription = test.stripe.pay(session?.id ?? "");
    const back = await ask(pathOf(session?.success_url));
    expect(back.headers.location).toBe(`/appportal/v1/payment?session=${journey}`);
    const waiting = await ask(back.headers.location ?? "");
    expect(waiting.body).toMatch(/data-step="payment"/);
    expect((await ask(`/appportal/v1/authorize?session=${journey}`)).headers.location).toBe(
      `/appportal/v1/payment?session=${journey}`,
    );

    const event = {
      id: `evt_${test.userId}`,
      object: "event",
      type: "customer.subscription.created",
      created: Math.floor(Date.now() / 1000),
      data: { object: subscription },
    };
    expect((await deliver(event)).status).toBe(200);
    expect(JSON.parse((await ask(`/appportal/v1/payment/state?session=${journey}`)).body)).toEqual({ state: "over" });
    expect((await ask(back.headers.location ?? "")).headers.location).toBe(
      `/appportal/v1/authorize?session=${journey}`,
    );
  });

  it("lets somebody stop waiting, and counts the payment all the same", async () => {
    const journey = await someJourney();
    const left = await post(`/appportal/v1/supporter/checkout?session=${journey}`);
    const session = sessionAt(left.headers.location);
    await ask(pathOf(session?.success_url));
    const stopped = await post(`/appportal/v1/payment/back?session=${journey}`);
    expect(stopped.headers.location).toBe(`/appportal/v1/supporter?session=${journey}`);
    test.stripe.pay(session?.id ?? "");
    const again = await post(`/appportal/v1/supporter/checkout?session=${journey}`);
    expect(again.headers.location).toBe(`/appportal/v1/authorize?session=${journey}`);
    expect([...test.stripe.sessions.values()].filter(({ metadata }) => metadata.userId === test.userId)).toHaveLength(
      1,
    );
  });

  it("believes nothing of who comes back: another person, nobody, or a made-up address", async () => {
    const left = await post("/account/supporter/checkout");
    const success = pathOf(sessionAt(left.headers.location)?.success_url);
    const mine = test.cookie;
    test.cookie = "";
    expect((await ask(success)).headers.location).toBe("/account/sign-in?to=%2Faccount%2Fsupporter");
    test.cookie = mine;
    expect((await ask("/account/supporter/payment/return?checkout=made-up")).headers.location).toBe(
      "/account/supporter",
    );
    const [other, token] = [randomToken(20), randomToken(43)];
    await sql(`INSERT INTO "User" (id, email, "emailVerified") VALUES ($1, $2, now())`, [
      other,
      `other-${other.toLowerCase()}@example.org`,
    ]);
    await sql(
      `INSERT INTO "Session" (id, "sessionToken", "userId", expires) VALUES ($1, $2, $3, now() + interval '1 day')`,
      [randomToken(20), digest(token), other],
    );
    test.cookie = `portal-user=${token}`;
    expect((await ask(success)).headers.location).toBe("/account/supporter");
    expect(
      await sql(`SELECT 1 FROM "Checkout" WHERE "returnedAt" IS NOT NULL AND "userId" = $1`, [test.userId]),
    ).toEqual([]);
  });

  it("cancels, keeps and manages a subscription from the account: origin checked, back to us only", async () => {
    const left = await post("/account/supporter/checkout", { back: "https://evil.example/" });
    const session = sessionAt(left.headers.location);
    expect(pathOf(session?.cancel_url)).toBe("/account/supporter?declined=1");
    const subscription = test.stripe.pay(session?.id ?? "", { at: new Date(Date.now() - 60_000) });
    await deliver({
      id: `evt_${test.userId}`,
      object: "event",
      type: "customer.subscription.created",
      created: Math.floor(Date.now() / 1000) - 60,
      data: { object: subscription },
    });
    for (const target of [
      "/account/supporter/renewal",
      "/account/supporter/manage",
      "/account/supporter/checkout",
      "/appportal/v1/payment/back?session=x",
    ])
      expect((await post(target, { renews: "no" }, { Origin: "https://evil.example" })).status, target).toBe(403);
    expect(subscription.cancel_at_period_end).toBe(false);
    expect((await post("/account/supporter/renewal", { renews: "perhaps" })).headers.location).toBe(
      "/account/supporter",
    );
    expect((await post("/account/supporter/renewal", { renews: "no" })).headers.location).toBe("/account/supporter");
    expect(subscription.cancel_at_period_end).toBe(true);
    expect((await ask("/account/supporter")).body).toContain("Keep subscription");
    expect((await post("/account/supporter/renewal", { renews: "yes" })).headers.location).toBe("/account/supporter");
    expect(subscription.cancel_at_period_end).toBe(false);
    expect((await post("/account/supporter/renewal", { renews: "no" })).headers.location).toBe("/account/supporter");
    expect((await post("/account/supporter/manage")).headers.location).toBe(
      `${test.stripe.url}/manage/${session?.customer}?back=${encodeURIComponent(`${test.origin}/account/supporter`)}`,
    );
    await sql(`UPDATE "Session" SET "authenticatedAt" = now() - interval '1 day' WHERE "userId" = $1`, [test.userId]);
    const before = test.stripe.calls.length;
    expect((await post("/account/supporter/manage")).headers.location).toBe(
      "/account/reauthenticate?to=%2Faccount%2Fsupporter",
    );
    expect(test.stripe.calls).toHaveLength(before);
    expect((await post("/account/supporter/checkout")).headers.location).toBe(
      "/account/supporter?error=already_subscribed",
    );
    test.stripe.broken = true;
    expect((await post("/account/supporter/renewal", { renews: "yes" })).headers.location).toBe(
      "/account/supporter?error=payments_unreachable",
    );
    expect((await ask("/account/supporter?error=payments_unreachable")).body).toContain("You weren’t charged");
  });

  it("logs neither keys, addresses of people nor anything that events carry", async () => {
    expect(test.portal.output()).toContain("payment event");
    for (const secret of ["canary", WEBHOOK_SECRET, "cus_", "sub_", "cs_"])
      expect(test.portal.output()).not.toContain(secret);
  });
});

import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createApp } from "@/lib/apps/app-store";
import { db } from "@/lib/db/client";
import { env, overrideEnv } from "@/lib/env";
import { createJourney } from "@/lib/journey/journey-store";
import { formActionSource } from "@/lib/journey/read/form-action";
import { loadJourney } from "@/lib/journey/read/load-journey";
import { inRequest } from "@/lib/observability/request-reference";
import { withStripe } from "@/lib/supporters/stripe/test-events";
import { setUpDatabase } from "@/tests/support/database";

const PAYING = ["/appportal/v1/supporter", "/appportal/v1/nosupporterperks", "/account/supporter"];
const OTHERS = [
  "/",
  "/account",
  "/account/security",
  "/account/supporter/payment",
  "/appportal/v1/payment",
  "/appportal/v1/authorize",
  "/appportal/v1/account",
  "/view/x",
];

/** A journey of an app, which returns to https://app.example. */
async function begunJourney() {
  const app = await createApp("once", {
    name: "An App",
    returnUrls: [{ kind: "exact", url: "https://app.example/back" }],
  });
  const id = await createJourney("the browser's secret", {
    goal: "app",
    appId: app?.id ?? "",
    returnUrl: "https://app.example/back",
  });
  return { app: app?.id ?? "", id };
}

describe("where forms may lead", () => {
  setUpDatabase();
  afterEach(() => overrideEnv({ payments: { ...env().payments, stripe: undefined, everyoneSupports: false } }));

  it("is the payment provider on the pages where one pays, and on no other", async () => {
    withStripe();
    for (const page of PAYING)
      expect(await formActionSource(page, ""), page).toBe("https://checkout.stripe.com https://billing.stripe.com");
    for (const page of OTHERS) expect(await formActionSource(page, ""), page).toBeUndefined();
  });

  it("is nowhere else where nobody is sent away to pay", async () => {
    for (const page of [...PAYING, ...OTHERS]) expect(await formActionSource(page, ""), page).toBeUndefined();
    withStripe();
    overrideEnv({ payments: { ...env().payments, everyoneSupports: true } });
    for (const page of PAYING) expect(await formActionSource(page, ""), page).toBeUndefined();
  });

  it("is read together with the page: one journey, one app, one read each", async () => {
    const { app, id } = await begunJourney();
    const request = (method: string) => Object.assign(new IncomingMessage(new Socket()), { method });
    const both = async () => [
      await formActionSource("/appportal/v1/authorize", `session=${id}`),
      (await db().$executeRaw`UPDATE "App" SET name = 'Renamed' WHERE id = ${app}`) &&
        (await loadJourney(id, "the browser's secret", undefined)),
    ];
    expect(await inRequest(request("GET"), both)).toMatchObject([
      "https://app.example",
      { journey: { app: { name: "An App" } } },
    ]);
    expect(await inRequest(request("POST"), both)).toMatchObject([
      "https://app.example",
      { journey: { app: { name: "Renamed" } } },
    ]);
  });
});

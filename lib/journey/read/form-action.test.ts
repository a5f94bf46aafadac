import { afterEach, describe, expect, it } from "vitest";
import { setUpDatabase } from "@/tests/support/database";
import { env, overrideEnv } from "@/lib/env";
import { formActionSource } from "@/lib/journey/read/form-action";
import { withStripe } from "@/lib/supporters/stripe/test-events";

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
});

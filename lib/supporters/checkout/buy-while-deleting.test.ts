import { beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { endPayments } from "@/lib/supporters/checkout/end-payments";
import { manageUrl } from "@/lib/supporters/checkout/manage-url";
import { setUpBuyer } from "@/lib/supporters/checkout/test-buyer";
import { someAccount } from "@/tests/support/world";

describe("buying Supporter Perks", () => {
  const buyer = setUpBuyer();
  const { buy, openOnes } = buyer;

  describe("while the account is being deleted in another tab", () => {
    const erase = async () => {
      expect(await endPayments(buyer.user.id)).toEqual({ ok: true });
      await db().user.delete({ where: { id: buyer.user.id } });
    };
    /** Does something once, after the first call of a kind. */
    const during = (call: string, act: () => Promise<unknown>) => {
      let done = false;
      buyer.stripe.meanwhile = async (made) => {
        if (done || made !== call) return;
        done = true;
        await act();
      };
    };
    beforeEach(() => buyer.stripe.customers.clear());

    it.each(["POST /v1/customers", "GET /v1/subscriptions", "POST /v1/checkout/sessions"])(
      "is refused, and the provider keeps nobody (it is gone during %s)",
      async (call) => {
        during(call, erase);
        expect(await buy()).toEqual({
          ok: false,
          error: expect.stringMatching(/^(not_allowed|payments_unreachable)$/),
        });
        expect(buyer.stripe.customers.size).toBe(0);
        expect(openOnes()).toEqual([]);
      },
    );

    it("is refused where its row is gone although nobody told the provider", async () => {
      during("GET /v1/subscriptions", () => db().user.delete({ where: { id: buyer.user.id } }));
      expect(await buy()).toEqual({ ok: false, error: "not_allowed" });
      expect(buyer.stripe.customers.size).toBe(0);
    });

    it("is refused between the end of payments and the end of the account", async () => {
      during("POST /v1/customers", async () => expect(await endPayments(buyer.user.id)).toEqual({ ok: true }));
      expect(await buy()).toEqual({ ok: false, error: "not_allowed" });
      expect(await buy()).toMatchObject({ ok: false });
      expect(buyer.stripe.customers.size).toBe(0);
      expect(await manageUrl(buyer.user.id, "/account/supporter")).toEqual({
        ok: false,
        error: "checkout_unavailable",
      });
    });

    it("leaves no customer, whichever comes first", async () => {
      for (let round = 0; round < 15; round++) {
        buyer.user = await someAccount({ supporter: false });
        await Promise.all([buy(), new Promise((resolve) => setTimeout(resolve, round * 3)).then(erase)]);
        expect(buyer.stripe.customers.size, `round ${round}`).toBe(0);
      }
    });
  });
});

import { now } from "@/lib/clock";
import { ok } from "@/lib/result";
import { endCheckout, isCheckoutOpen } from "@/lib/supporters/checkout/checkout-store";
import type { PaymentProvider } from "@/lib/supporters/payment-provider";
import { ownId, sandboxId } from "@/lib/supporters/sandbox/sandbox-ids";
import { changeSandbox, runningSandbox } from "@/lib/supporters/sandbox/sandbox-store";
import { applyFacts } from "@/lib/supporters/subscription-store";

const checkoutUrl = (externalId: string) => `/dev/checkout?${new URLSearchParams({ checkout: ownId(externalId) })}`;

/**
 * Evaluation mode: pages of ours take the place of a payment provider's. No money moves, and everything else is as with
 * a real one.
 */
export const sandboxProvider: PaymentProvider = {
  makeCustomer: async ({ userId }) => ok({ customerId: sandboxId(userId) }),
  openCheckout: async ({ id }) => ok({ externalId: sandboxId(id), url: checkoutUrl(sandboxId(id)) }),
  // What was paid there is known here at once: there are no facts to fetch.
  readCheckout: async (externalId) =>
    ok(
      (await isCheckoutOpen(ownId(externalId)))
        ? { status: "open", url: checkoutUrl(externalId), facts: [] }
        : { status: "complete", facts: [] },
    ),
  closeCheckout: async (externalId) => {
    await endCheckout(ownId(externalId));
    return ok({});
  },
  readSubscriptions: async () => ok({ facts: [] }),
  setRenewal: async (subscriptionId, renews) =>
    ok({ facts: [await changeSandbox(subscriptionId, { cancelAtEnd: !renews })].flatMap((fact) => fact ?? []) }),
  // It sends no mail, and knows no address.
  renameCustomer: async () => ok({}),
  forgetCustomer: async (customerId) => {
    for (const { id } of await runningSandbox({ customerId }))
      await applyFacts([await changeSandbox(id, { status: "canceled", endedAt: now() })].flatMap((fact) => fact ?? []));
    return ok({});
  },
};

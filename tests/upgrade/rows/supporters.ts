import type { Rows } from "../upgrade-steps";
import { at } from "./times";

const SUBSCRIPTION = {
  customerId: "cus_1",
  userId: "user-1",
  interval: "month",
  currentPeriodStart: at(200),
  currentPeriodEnd: at(300),
  cancelAtEnd: false,
  endedAt: null,
  asOf: at(201),
  paidAt: null,
  paidUntil: null,
  paymentFailedAt: null,
  unpaidFrom: null,
};

/** Stripe's words; the empty one: not described yet. */
const STATUSES = [
  "",
  "incomplete",
  "incomplete_expired",
  "trialing",
  "active",
  "past_due",
  "canceled",
  "unpaid",
  "paused",
];

const CHECKOUT = {
  userId: "user-1",
  portalSessionId: null,
  externalId: null,
  back: "/account/supporter",
  createdAt: at(220),
  returnedAt: null,
  askedAt: null,
  endedAt: null,
};

/** Perks, and the money for them. */
export const SUPPORTERS: Rows = {
  // Before what would give the account its turn: one that is due already stays as it is.
  PerksTurn: [{ userId: "user-1", dueAt: at(310) }],
  Entitlement: ["stripe", "sandbox", "grant"].map((source) => ({
    id: `entitlement-${source}`,
    userId: "user-1",
    source,
    reference: source === "grant" ? null : `sub_${source}`,
    reason: source === "grant" ? "a prize" : null,
    startsAt: at(200),
    endsAt: at(300),
    renews: source !== "grant",
    revokedAt: source === "grant" ? at(250) : null,
  })),
  Payer: [{ userId: "user-1", customerId: "cus_1", createdAt: at(199) }],
  Subscription: [
    ...STATUSES.map((status) => ({ ...SUBSCRIPTION, id: `sub_${status}`, status })),
    {
      ...SUBSCRIPTION,
      id: "sub_full",
      status: "canceled",
      interval: "year",
      cancelAtEnd: true,
      endedAt: at(300),
      paidAt: at(202),
      paidUntil: at(300),
      paymentFailedAt: at(301),
      unpaidFrom: at(300),
    },
    // The account was deleted since.
    { ...SUBSCRIPTION, id: "sub_gone", customerId: "cus_gone", userId: "user-gone", status: "active" },
    { ...SUBSCRIPTION, id: "sub_none", customerId: "cus_none", userId: null, interval: null, status: "active" },
  ],
  PaymentEvent: ["applied", "older", "unknown_account", "not_ours", "ignored"].map((outcome) => ({
    id: `evt_${outcome}`,
    type: "invoice.paid",
    madeAt: at(210),
    receivedAt: at(211),
    outcome,
  })),
  Checkout: [
    {
      ...CHECKOUT,
      id: "checkout-1".padEnd(32, "0"),
      portalSessionId: "journey-1",
      externalId: "cs_1",
      interval: "month",
      returnedAt: at(221),
      askedAt: at(222),
      endedAt: at(223),
    },
    { ...CHECKOUT, id: "checkout-2".padEnd(32, "0"), interval: "year" },
  ],
  PerksNotice: ["ending", "grace", "paused", "back", "payment_failed"].map((kind) => ({
    userId: "user-1",
    kind,
    endsAt: at(300),
    sentAt: at(301),
  })),
};

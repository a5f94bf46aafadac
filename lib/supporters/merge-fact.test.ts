import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeFact, UNKNOWN, type SubscriptionRecord } from "@/lib/supporters/merge-fact";
import type { PaymentFact } from "@/lib/supporters/payment-fact";
import { perksOf } from "@/lib/supporters/perks-of";

type Fact = Exclude<PaymentFact, { kind: "joined" }>;

const SECOND = 1000;
const whose = { subscriptionId: "sub", customerId: "cus", userId: "me", forPerks: true };
const at = (seconds: number) => new Date(1_800_000_000_000 + seconds * SECOND);
const merged = (facts: Fact[]): SubscriptionRecord => facts.reduce(mergeFact, UNKNOWN);
const described = (change: Partial<Extract<Fact, { kind: "described" }>> = {}): Fact => ({
  kind: "described",
  ...whose,
  at: at(0),
  status: "active",
  interval: "month",
  currentPeriodStart: at(0),
  currentPeriodEnd: at(100),
  cancelAtEnd: false,
  endedAt: null,
  ...change,
});
const paid = (seconds: number, until: number): Fact => ({ kind: "paid", ...whose, at: at(seconds), until: at(until) });
const failed = (seconds: number, from: number): Fact => ({ kind: "failed", ...whose, at: at(seconds), from: at(from) });

// Few seconds, so that many facts fall into the same one.
const time = fc.integer({ min: 0, max: 4 }).map(at);
const anyFact: fc.Arbitrary<Fact> = fc.oneof(
  fc.record({
    kind: fc.constant("described" as const),
    subscriptionId: fc.constant("sub"),
    customerId: fc.constant("cus"),
    userId: fc.constant("me"),
    forPerks: fc.constant(true),
    at: time,
    status: fc.constantFrom(
      "incomplete",
      "incomplete_expired",
      "trialing",
      "active",
      "past_due",
      "unpaid",
      "paused",
      "canceled",
      "a status of tomorrow",
    ),
    interval: fc.constantFrom("month" as const, "year" as const, null),
    currentPeriodStart: time,
    currentPeriodEnd: time,
    cancelAtEnd: fc.boolean(),
    endedAt: fc.option(time),
  }),
  fc.record({
    kind: fc.constant("paid" as const),
    subscriptionId: fc.constant("sub"),
    customerId: fc.constant("cus"),
    userId: fc.constant("me"),
    forPerks: fc.constant(true),
    at: time,
    until: time,
  }),
  fc.record({
    kind: fc.constant("failed" as const),
    subscriptionId: fc.constant("sub"),
    customerId: fc.constant("cus"),
    userId: fc.constant("me"),
    forPerks: fc.constant(true),
    at: time,
    from: time,
  }),
);
const shuffled = <T>(items: T[]) => fc.shuffledSubarray(items, { minLength: items.length, maxLength: items.length });

describe("facts about a subscription", () => {
  it("come to the same in every order, with any number of repeats, also when many are of the same second", () => {
    const facts = fc
      .array(anyFact, { minLength: 1, maxLength: 8 })
      .chain((list) =>
        fc.tuple(fc.constant(list), shuffled(list), fc.array(fc.constantFrom(...list), { maxLength: 6 })),
      );
    fc.assert(
      fc.property(facts, ([list, order, repeats]) => {
        expect(merged([...repeats, ...order, ...repeats])).toEqual(merged(list));
      }),
      { numRuns: 3000 },
    );
  });

  it("come to the newest description, whatever is missing before it", () => {
    const histories = fc
      .array(anyFact, { maxLength: 7 })
      .chain((older) => fc.tuple(fc.constant(older), fc.subarray(older)));
    fc.assert(
      fc.property(histories, ([, some]) => {
        const newest = described({ at: at(60), currentPeriodStart: at(50), currentPeriodEnd: at(90) });
        const perks = perksOf(merged([newest, ...some]));
        expect(perks).toEqual({ endsAt: at(90), renews: true, revokedAt: null, paymentFailed: false });
      }),
      { numRuns: 2000 },
    );
  });

  it("come to the newest payment, whatever is missing before it", () => {
    fc.assert(
      fc.property(fc.array(anyFact, { maxLength: 7 }), (older) => {
        const some = older.filter(
          (fact) => fact.kind !== "described" || !["canceled", "incomplete_expired"].includes(fact.status),
        );
        expect(perksOf(merged([paid(60, 90), ...some]))).toMatchObject({
          endsAt: at(90),
          revokedAt: null,
          paymentFailed: false,
        });
      }),
      { numRuns: 2000 },
    );
  });
});

describe("perks of a subscription", () => {
  it.each<[string, Fact[], ReturnType<typeof perksOf>]>([
    ["nothing is known", [], undefined],
    ["its first payment is still open", [described({ status: "incomplete" })], undefined],
    ["its first payment never came", [described({ status: "incomplete_expired", at: at(9) }), described()], undefined],
    ["its first payment failed", [failed(1, 0)], undefined],
    [
      "only its payment is known",
      [paid(1, 100)],
      { endsAt: at(100), renews: true, revokedAt: null, paymentFailed: false },
    ],
    ["it is active", [described()], { endsAt: at(100), renews: true, revokedAt: null, paymentFailed: false }],
    [
      "it is being tried",
      [described({ status: "trialing" })],
      { endsAt: at(100), renews: true, revokedAt: null, paymentFailed: false },
    ],
    [
      "it became active in the second in which it was made",
      [described({ status: "incomplete" }), described()],
      { endsAt: at(100), renews: true, revokedAt: null, paymentFailed: false },
    ],
    [
      "it was cancelled for the end of the period",
      [described(), described({ at: at(9), cancelAtEnd: true })],
      { endsAt: at(100), renews: false, revokedAt: null, paymentFailed: false },
    ],
    [
      "it was cancelled and kept after all",
      [described({ at: at(9), cancelAtEnd: true }), described({ at: at(10) })],
      { endsAt: at(100), renews: true, revokedAt: null, paymentFailed: false },
    ],
    [
      "it ended as it was to",
      [described({ status: "canceled", at: at(101), endedAt: at(100) })],
      { endsAt: at(100), renews: false, revokedAt: null, paymentFailed: false },
    ],
    [
      "it was ended before its time",
      [described({ status: "canceled", at: at(40), endedAt: at(40) })],
      { endsAt: at(100), renews: false, revokedAt: at(40), paymentFailed: false },
    ],
    [
      "a payment came after it had ended",
      [described({ status: "canceled", at: at(40), endedAt: at(40) }), paid(50, 200)],
      { endsAt: at(100), renews: false, revokedAt: at(40), paymentFailed: false },
    ],
    [
      "its next period began and is not paid yet",
      [described(), described({ at: at(100), currentPeriodStart: at(100), currentPeriodEnd: at(200) })],
      { endsAt: at(200), renews: true, revokedAt: null, paymentFailed: false },
    ],
    [
      "its next period could not be paid",
      [
        paid(0, 100),
        described({ at: at(101), status: "past_due", currentPeriodStart: at(100), currentPeriodEnd: at(200) }),
      ],
      { endsAt: at(100), renews: false, revokedAt: null, paymentFailed: true },
    ],
    [
      "only the failure of that payment is known",
      [
        paid(0, 100),
        described({ at: at(100), currentPeriodStart: at(100), currentPeriodEnd: at(200) }),
        failed(101, 100),
      ],
      { endsAt: at(100), renews: false, revokedAt: null, paymentFailed: true },
    ],
    [
      "something beside the period could not be paid",
      [paid(0, 100), described({ at: at(50), status: "past_due" })],
      { endsAt: at(100), renews: false, revokedAt: null, paymentFailed: true },
    ],
    [
      "the payment came after all",
      [
        described({ at: at(101), status: "past_due", currentPeriodStart: at(100), currentPeriodEnd: at(200) }),
        failed(101, 100),
        paid(150, 200),
      ],
      { endsAt: at(200), renews: true, revokedAt: null, paymentFailed: false },
    ],
    [
      "the provider gave up",
      [
        paid(0, 100),
        described({ at: at(120), status: "unpaid", currentPeriodStart: at(100), currentPeriodEnd: at(200) }),
      ],
      { endsAt: at(100), renews: false, revokedAt: at(120), paymentFailed: true },
    ],
    [
      "it was paid after the provider had given up",
      [
        described({ at: at(120), status: "unpaid", currentPeriodStart: at(100), currentPeriodEnd: at(200) }),
        paid(130, 200),
      ],
      { endsAt: at(200), renews: true, revokedAt: null, paymentFailed: false },
    ],
    [
      "its renewal is known by the payment alone",
      [described(), paid(100, 200)],
      { endsAt: at(200), renews: true, revokedAt: null, paymentFailed: false },
    ],
    [
      "it was made shorter after a payment",
      [paid(0, 400), described({ at: at(10), interval: "month", currentPeriodEnd: at(110) })],
      { endsAt: at(110), renews: true, revokedAt: null, paymentFailed: false },
    ],
  ])("when %s", (_, facts, expected) => {
    for (const order of [facts, [...facts].reverse(), [...facts, ...facts]])
      expect(perksOf(merged(order))).toEqual(expected);
  });
});

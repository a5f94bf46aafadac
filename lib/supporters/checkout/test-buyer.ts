import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { moveClock } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { findCheckout } from "@/lib/supporters/checkout/checkout-store";
import { openCheckout } from "@/lib/supporters/checkout/open-checkout";
import type { Interval } from "@/lib/supporters/price";
import { withStripe } from "@/lib/supporters/stripe/test-events";
import { startTestStripe, type TestStripe } from "@/lib/supporters/stripe/test-stripe";
import { setUpDatabase } from "@/tests/support/database";
import { someAccount } from "@/tests/support/world";

type Choice = { interval?: Interval; back?: string };
type Session = ReturnType<TestStripe["sessions"]["get"]> & object;

export type TestBuyer = {
  stripe: TestStripe;
  user: Awaited<ReturnType<typeof someAccount>>;
  buy(change?: Choice): ReturnType<typeof openCheckout>;
  /** A checkout that was opened. */
  opened(change?: Choice): Promise<{ location: string; session: Session; id: string }>;
  /** The buyer's sessions at Stripe, and those of them that can be paid. */
  sessionsOf(): Session[];
  openOnes(): Session[];
  /** A checkout as the portal knows it. */
  awaited(id: string): Promise<Awaited<ReturnType<typeof findCheckout>> & object>;
};

/** For tests: somebody without perks, and a provider of payments, which is asked and tells nothing by itself. */
export function setUpBuyer(): TestBuyer {
  setUpDatabase();
  beforeAll(async () => {
    buyer.stripe = await startTestStripe();
  });
  afterAll(() => buyer.stripe.close());
  beforeEach(async () => {
    moveClock(0);
    buyer.stripe.broken = false;
    buyer.stripe.meanwhile = async () => undefined;
    withStripe(buyer.stripe.url);
    buyer.user = await someAccount({ supporter: false });
  });
  afterEach(() => moveClock(0));

  const buy = (change: Choice = {}) =>
    openCheckout({
      userId: buyer.user.id,
      email: buyer.user.email,
      interval: "month",
      back: "/account/supporter",
      journeyId: null,
      ...change,
    });
  const opened = async (change?: Choice) => {
    const answer = await buy(change);
    if (!answer.ok) throw new Error(answer.error);
    const session = [...buyer.stripe.sessions.values()].find(({ url }) => url === answer.location);
    const row = await db().checkout.findUniqueOrThrow({ where: { externalId: session?.id ?? "" } });
    return { location: answer.location, session: session ?? never(), id: row.id };
  };
  const never = (): never => {
    throw new Error("there is no such session");
  };
  const sessionsOf = () =>
    [...buyer.stripe.sessions.values()].filter(({ metadata }) => metadata.userId === buyer.user.id);
  const openOnes = () => sessionsOf().filter(({ status }) => status === "open");
  const awaited = async (id: string) => (await findCheckout(id, buyer.user.id)) ?? never();
  const buyer = { buy, opened, sessionsOf, openOnes, awaited } as TestBuyer;
  return buyer;
}

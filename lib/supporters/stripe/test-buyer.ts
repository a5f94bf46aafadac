import { afterEach, beforeEach } from "vitest";
import { moveClock, now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { randomToken } from "@/lib/random";
import { answerStripeEvent } from "@/lib/supporters/stripe/answer-stripe-event";
import { delivery, withStripe, type StripeEvent } from "@/lib/supporters/stripe/test-events";
import { setUpDatabase } from "@/tests/support/database";
import { someAccount } from "@/tests/support/world";

/** Somebody who has gone through a checkout. */
export async function someBuyer() {
  const user = await someAccount({ supporter: false });
  const sessionId = `cs_${randomToken(10)}`;
  await db().checkout.create({
    data: {
      id: randomToken(32),
      userId: user.id,
      externalId: sessionId,
      interval: "month",
      back: "/account/supporter",
      createdAt: now(),
    },
  });
  return {
    user,
    whose: {
      subscriptionId: `sub_${randomToken(10)}`,
      customerId: `cus_${randomToken(10)}`,
      userId: user.id,
      sessionId,
    },
  };
}

/** As Stripe writes times: without milliseconds. */
export const whole = (time: Date) => new Date(Math.floor(time.getTime() / 1000) * 1000);
/** @returns the status that Stripe is answered */
export const send = async (event: object) => (await answerStripeEvent(delivery(event))).status;

/** What became of an event. */
export const outcomeOf = async ({ id }: StripeEvent) =>
  (await db().paymentEvent.findUnique({ where: { id } }))?.outcome;

/** The perks that a subscription gave. */
export const entitlement = (reference: string) =>
  db().entitlement.findUnique({
    where: { reference },
    select: { userId: true, source: true, endsAt: true, renews: true, revokedAt: true },
  });

/** For tests: events as Stripe sends them, to the portal with its database. */
export function setUpStripeEvents(): void {
  setUpDatabase();
  beforeEach(() => {
    moveClock(0);
    withStripe();
  });
  afterEach(() => moveClock(0));
}

import { randomToken } from "@/lib/random";
import { subscriptionObject, type Told } from "@/lib/supporters/stripe/test-events";

export type TestSession = {
  id: string;
  object: "checkout.session";
  mode: string;
  status: "open" | "complete" | "expired";
  url: string | null;
  customer: string;
  client_reference_id: string;
  subscription: string | null;
  success_url: string;
  cancel_url: string;
  metadata: Record<string, string>;
};
export type TestSubscription = ReturnType<typeof subscriptionObject>;

/** For tests: what Stripe knows of an account. */
export type TestAccount = {
  url: string;
  /** Mail addresses by the customer's id. */
  customers: Map<string, string>;
  sessions: Map<string, TestSession>;
  subscriptions: Map<string, TestSubscription>;
};

/** Somebody pays a session: a subscription begins. */
export function payTestSession(
  { sessions, subscriptions }: TestAccount,
  sessionId: string,
  told: Partial<Told> = {},
): TestSubscription {
  const session = sessions.get(sessionId);
  if (session?.status !== "open") throw new Error("This session cannot be paid.");
  const subscription = subscriptionObject(
    { subscriptionId: `sub_${randomToken(10)}`, customerId: session.customer, userId: session.metadata.userId },
    { at: new Date(), ...told },
  );
  subscriptions.set(subscription.id, subscription);
  Object.assign(session, { status: "complete", subscription: subscription.id, url: null });
  return subscription;
}

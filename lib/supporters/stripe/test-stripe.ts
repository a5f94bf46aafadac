import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { readBody } from "@/lib/http/read-body";
import { randomToken } from "@/lib/random";
import { subscriptionObject, type Told } from "@/lib/supporters/stripe/test-events";

type Session = {
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
type Subscription = ReturnType<typeof subscriptionObject>;

/** For tests: a server on loopback that answers as Stripe's API does, and remembers. */
export type TestStripe = {
  url: string;
  /** Mail addresses by the customer's id. */
  customers: Map<string, string>;
  sessions: Map<string, Session>;
  subscriptions: Map<string, Subscription>;
  /** Every call: method, path. */
  calls: string[];
  /** A session is paid: a subscription begins. No event is sent of it by itself. */
  pay(sessionId: string, told?: Partial<Told>): Subscription;
  /** While true nothing is answered but 500. */
  broken: boolean;
  /** What happens elsewhere after a call was done and before its answer is sent. */
  meanwhile: (call: string) => Promise<void>;
  close(): Promise<void>;
};

const missing = (what: string) => ({
  status: 404,
  body: { error: { type: "invalid_request_error", code: "resource_missing", message: `No such ${what}` } },
});
const fine = (body: object) => ({ status: 200, body });
const list = (data: object[]) => fine({ object: "list", data, has_more: false });

/** Starts one. What it says about money is dated by its own clock. */
export async function startTestStripe(): Promise<TestStripe> {
  const replays = new Map<string, { status: number; body: object }>();
  const stripe: TestStripe = {
    url: "",
    customers: new Map(),
    sessions: new Map(),
    subscriptions: new Map(),
    calls: [],
    pay,
    broken: false,
    meanwhile: async () => undefined,
    close: async () => void server.closeAllConnections(),
  };

  function pay(sessionId: string, told: Partial<Told> = {}): Subscription {
    const session = stripe.sessions.get(sessionId);
    if (session?.status !== "open") throw new Error("This session cannot be paid.");
    const subscription = subscriptionObject(
      { subscriptionId: `sub_${randomToken(10)}`, customerId: session.customer, userId: session.metadata.userId },
      { at: new Date(), ...told },
    );
    stripe.subscriptions.set(subscription.id, subscription);
    Object.assign(session, { status: "complete", subscription: subscription.id, url: null });
    return subscription;
  }

  const expanded = (session: Session, query: URLSearchParams) => ({
    ...session,
    subscription:
      query.has("expand[0]") && session.subscription
        ? stripe.subscriptions.get(session.subscription)
        : session.subscription,
  });

  function answer(
    method: string,
    path: string,
    query: URLSearchParams,
    form: URLSearchParams,
  ): { status: number; body: object } {
    const [, , one = "", two = "", three = "", four = ""] = path.split("/");
    const of = <T extends { customer: string }>(items: Map<string, T>) =>
      [...items.values()].filter(({ customer }) => customer === query.get("customer"));
    switch (
      `${method} ${[one, ...(one === "checkout" || one === "billing_portal" ? [two, three && "*", four] : [two && "*", three])].filter(Boolean).join("/")}`
    ) {
      case "POST customers": {
        const id = `cus_${randomToken(10)}`;
        stripe.customers.set(id, form.get("email") ?? "");
        return fine({ id, object: "customer", email: form.get("email") });
      }
      case "POST customers/*":
        if (!stripe.customers.has(two)) return missing("customer");
        stripe.customers.set(two, form.get("email") ?? "");
        return fine({ id: two, object: "customer", email: form.get("email") });
      case "DELETE customers/*":
        if (!stripe.customers.delete(two)) return missing("customer");
        for (const [id, { customer }] of stripe.subscriptions) if (customer === two) stripe.subscriptions.delete(id);
        return fine({ id: two, object: "customer", deleted: true });
      case "POST checkout/sessions": {
        const id = `cs_${randomToken(10)}`;
        const customer = form.get("customer") ?? "";
        if (!stripe.customers.has(customer)) return missing("customer");
        const session: Session = {
          id,
          object: "checkout.session",
          mode: form.get("mode") ?? "",
          status: "open",
          url: `${stripe.url}/pay/${id}`,
          customer,
          client_reference_id: form.get("client_reference_id") ?? "",
          subscription: null,
          success_url: form.get("success_url") ?? "",
          cancel_url: form.get("cancel_url") ?? "",
          metadata: {
            userId: form.get("subscription_data[metadata][userId]") ?? "",
            price: form.get("line_items[0][price]") ?? "",
          },
        };
        stripe.sessions.set(id, session);
        return fine(session);
      }
      case "GET checkout/sessions":
        return list(of(stripe.sessions).filter(({ status }) => status === query.get("status")));
      case "GET checkout/sessions/*": {
        const session = stripe.sessions.get(three);
        return session ? fine(expanded(session, query)) : missing("session");
      }
      case "POST checkout/sessions/*/expire": {
        const session = stripe.sessions.get(three);
        if (session?.status !== "open")
          return {
            status: 400,
            body: { error: { type: "invalid_request_error", message: "Only open sessions can be expired." } },
          };
        return fine(Object.assign(session, { status: "expired", url: null }));
      }
      case "GET subscriptions":
        if (!stripe.customers.has(query.get("customer") ?? "")) return missing("customer");
        return list(
          of(stripe.subscriptions).filter(({ status }) => query.get("status") === "all" || status !== "canceled"),
        );
      case "POST subscriptions/*": {
        const subscription = stripe.subscriptions.get(two);
        return subscription
          ? fine(Object.assign(subscription, { cancel_at_period_end: form.get("cancel_at_period_end") === "true" }))
          : missing("subscription");
      }
      case "DELETE subscriptions/*": {
        const subscription = stripe.subscriptions.get(two);
        return subscription
          ? fine(Object.assign(subscription, { status: "canceled", ended_at: Math.floor(Date.now() / 1000) }))
          : missing("subscription");
      }
      case "POST billing_portal/sessions":
        return fine({
          id: "bps_1",
          object: "billing_portal.session",
          url: `${stripe.url}/manage/${form.get("customer")}?back=${encodeURIComponent(form.get("return_url") ?? "")}`,
        });
      default:
        return missing("address");
    }
  }

  /** The page on which people pay, and the ways from it. */
  function page(response: ServerResponse, [, , id = "", way]: string[]): void {
    const session = stripe.sessions.get(id);
    if (way === "now") pay(id);
    if (way) response.writeHead(303, { Location: way === "now" ? session?.success_url : session?.cancel_url }).end();
    else
      response
        .writeHead(200, { "Content-Type": "text/html" })
        .end(
          `<!doctype html><title>Pay</title><a href="/pay/${id}/now">Subscribe</a> <a href="/pay/${id}/not">Back</a>`,
        );
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://stripe");
    if (pathname.startsWith("/pay/")) return page(response, pathname.split("/"));
    const form = new URLSearchParams((await readBody(request, 100_000))?.toString());
    stripe.calls.push(`${request.method} ${pathname}`);
    const key = String(request.headers["idempotency-key"] ?? "");
    const given = request.method === "POST" && key ? replays.get(key) : undefined;
    const { status, body } = stripe.broken
      ? { status: 500, body: { error: { type: "api_error" } } }
      : (given ?? answer(request.method ?? "", pathname, searchParams, form));
    if (key && request.method === "POST" && status === 200) replays.set(key, structuredClone({ status, body }));
    await stripe.meanwhile(`${request.method} ${pathname}`);
    response
      .writeHead(status, { "Content-Type": "application/json", "Stripe-Should-Retry": "false" })
      .end(JSON.stringify(body));
  }

  const server = createServer((request, response) => void handle(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  stripe.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  stripe.close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return stripe;
}

import { randomToken } from "@/lib/random";
import type { TestAccount, TestSession } from "@/lib/supporters/stripe/test-stripe-account";

export type TestAnswer = { status: number; body: object };
export type TestCall = { method: string; path: string; query: URLSearchParams; form: URLSearchParams };

type Action = (account: TestAccount, id: string, call: Pick<TestCall, "query" | "form">) => TestAnswer;

const invalid = (status: number, message: string, code?: string): TestAnswer => ({
  status,
  body: { error: { type: "invalid_request_error", ...(code && { code }), message } },
});
const missing = (what: string) => invalid(404, `No such ${what}`, "resource_missing");
const fine = (body: object): TestAnswer => ({ status: 200, body });
const list = (data: object[]) => fine({ object: "list", data, has_more: false });

const ofCustomer = <T extends { customer: string }>(items: Map<string, T>, query: URLSearchParams) =>
  [...items.values()].filter(({ customer }) => customer === query.get("customer"));

const CUSTOMERS: Record<string, Action> = {
  "POST customers": ({ customers }, _, { form }) => {
    const id = `cus_${randomToken(10)}`;
    customers.set(id, form.get("email") ?? "");
    return fine({ id, object: "customer", email: form.get("email") });
  },
  "POST customers/*": ({ customers }, id, { form }) => {
    if (!customers.has(id)) return missing("customer");
    customers.set(id, form.get("email") ?? "");
    return fine({ id, object: "customer", email: form.get("email") });
  },
  "DELETE customers/*": ({ customers, subscriptions }, id) => {
    if (!customers.delete(id)) return missing("customer");
    for (const [ofThem, { customer }] of subscriptions) if (customer === id) subscriptions.delete(ofThem);
    return fine({ id, object: "customer", deleted: true });
  },
};

const openSession = (url: string, customer: string, form: URLSearchParams): TestSession => {
  const id = `cs_${randomToken(10)}`;
  return {
    id,
    object: "checkout.session",
    mode: form.get("mode") ?? "",
    status: "open",
    url: `${url}/pay/${id}`,
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
};

const expanded = (session: TestSession, { subscriptions }: TestAccount, query: URLSearchParams) => ({
  ...session,
  subscription:
    query.has("expand[0]") && session.subscription ? subscriptions.get(session.subscription) : session.subscription,
});

const SESSIONS: Record<string, Action> = {
  "POST checkout/sessions": ({ url, customers, sessions }, _, { form }) => {
    const customer = form.get("customer") ?? "";
    if (!customers.has(customer)) return missing("customer");
    const session = openSession(url, customer, form);
    sessions.set(session.id, session);
    return fine(session);
  },
  "GET checkout/sessions": ({ sessions }, _, { query }) =>
    list(ofCustomer(sessions, query).filter(({ status }) => status === query.get("status"))),
  "GET checkout/sessions/*": (account, id, { query }) => {
    const session = account.sessions.get(id);
    return session ? fine(expanded(session, account, query)) : missing("session");
  },
  "POST checkout/sessions/*/expire": ({ sessions }, id) => {
    const session = sessions.get(id);
    return session?.status === "open"
      ? fine(Object.assign(session, { status: "expired", url: null }))
      : invalid(400, "Only open sessions can be expired.");
  },
};

const SUBSCRIPTIONS: Record<string, Action> = {
  "GET subscriptions": ({ customers, subscriptions }, _, { query }) => {
    if (!customers.has(query.get("customer") ?? "")) return missing("customer");
    const isAskedFor = (status: string) => query.get("status") === "all" || status !== "canceled";
    return list(ofCustomer(subscriptions, query).filter(({ status }) => isAskedFor(status)));
  },
  "POST subscriptions/*": ({ subscriptions }, id, { form }) => {
    const subscription = subscriptions.get(id);
    return subscription
      ? fine(Object.assign(subscription, { cancel_at_period_end: form.get("cancel_at_period_end") === "true" }))
      : missing("subscription");
  },
  "DELETE subscriptions/*": ({ subscriptions }, id) => {
    const subscription = subscriptions.get(id);
    return subscription
      ? fine(Object.assign(subscription, { status: "canceled", ended_at: Math.floor(Date.now() / 1000) }))
      : missing("subscription");
  },
  "POST billing_portal/sessions": ({ url }, _, { form }) =>
    fine({
      id: "bps_1",
      object: "billing_portal.session",
      url: `${url}/manage/${form.get("customer")}?back=${encodeURIComponent(form.get("return_url") ?? "")}`,
    }),
};

const ACTIONS: Record<string, Action> = { ...CUSTOMERS, ...SESSIONS, ...SUBSCRIPTIONS };

/** What a path is about: `/v1/customers/cus_1` is `customers/*` and `cus_1`. */
function readPath(path: string): { resource: string; id: string } {
  const [, , one = "", two = "", three = "", four = ""] = path.split("/");
  const isNested = one === "checkout" || one === "billing_portal";
  const [name, id, verb] = isNested ? [`${one}/${two}`, three, four] : [one, two, three];
  return { resource: [name, id && "*", verb].filter(Boolean).join("/"), id: id ?? "" };
}

/** For tests: answers a call as Stripe's API does (https://docs.stripe.com/api). */
export function answerTestCall(account: TestAccount, { method, path, query, form }: TestCall): TestAnswer {
  const { resource, id } = readPath(path);
  return ACTIONS[`${method} ${resource}`]?.(account, id, { query, form }) ?? missing("address");
}

import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { readBody } from "@/lib/http/read-body";
import type { Told } from "@/lib/supporters/stripe/test-events";
import { payTestSession, type TestAccount, type TestSubscription } from "@/lib/supporters/stripe/test-stripe-account";
import { answerTestCall, type TestAnswer } from "@/lib/supporters/stripe/test-stripe-api";

/** For tests: a server on loopback that answers as Stripe's API does, and remembers. */
export type TestStripe = TestAccount & {
  /** Every call: method, path. */
  calls: string[];
  /** A session is paid: a subscription begins. No event is sent of it by itself. */
  pay(sessionId: string, told?: Partial<Told>): TestSubscription;
  /** While true nothing is answered but 500. */
  broken: boolean;
  /** What happens elsewhere after a call was done and before its answer is sent. */
  meanwhile: (call: string) => Promise<void>;
  close(): Promise<void>;
};

/** The page on which people pay, and the ways from it. */
function showPage(stripe: TestStripe, response: ServerResponse, [, , id = "", way]: string[]): void {
  const session = stripe.sessions.get(id);
  if (way === "now") stripe.pay(id);
  if (way) {
    response.writeHead(303, { Location: way === "now" ? session?.success_url : session?.cancel_url }).end();
    return;
  }
  response
    .writeHead(200, { "Content-Type": "text/html" })
    .end(`<!doctype html><title>Pay</title><a href="/pay/${id}/now">Subscribe</a> <a href="/pay/${id}/not">Back</a>`);
}

type Replays = Map<string, TestAnswer>;

async function handle(
  stripe: TestStripe,
  replays: Replays,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://stripe");
  if (pathname.startsWith("/pay/")) return showPage(stripe, response, pathname.split("/"));
  const { method = "" } = request;
  const form = new URLSearchParams((await readBody(request, 100_000))?.toString());
  stripe.calls.push(`${method} ${pathname}`);
  const key = String(request.headers["idempotency-key"] ?? "");
  const given = method === "POST" && key ? replays.get(key) : undefined;
  const { status, body } = stripe.broken
    ? { status: 500, body: { error: { type: "api_error" } } }
    : (given ?? answerTestCall(stripe, { method, path: pathname, query: searchParams, form }));
  if (key && method === "POST" && status === 200) replays.set(key, structuredClone({ status, body }));
  await stripe.meanwhile(`${method} ${pathname}`);
  response
    .writeHead(status, { "Content-Type": "application/json", "Stripe-Should-Retry": "false" })
    .end(JSON.stringify(body));
}

/** Starts one. What it says about money is dated by its own clock. */
export async function startTestStripe(): Promise<TestStripe> {
  const replays: Replays = new Map();
  const server = createServer((request, response) => void handle(stripe, replays, request, response));
  const stripe: TestStripe = {
    url: "",
    customers: new Map(),
    sessions: new Map(),
    subscriptions: new Map(),
    calls: [],
    pay: (sessionId, told) => payTestSession(stripe, sessionId, told),
    broken: false,
    meanwhile: async () => undefined,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  stripe.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return stripe;
}

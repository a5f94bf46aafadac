import { createHmac } from "node:crypto";
import http from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { now } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { randomToken } from "@/lib/random";
import { AGENT_APIS } from "@/lib/server/agent-apis";
import { APP_APIS, PAYMENT_APIS, PORTAL_APP_APIS, PRINTER_APIS } from "@/lib/server/apis";
import { actions, addressesOf, fieldsOf, joinDatabase, pages, somebody, type Person } from "@/tests/support/person";
import { connect, type Connection } from "@/tests/support/person-connection";
import { startTestPortal, type Answer, type TestPortal } from "@/tests/support/portal";

/** Every API that the server answers by itself, but for what would end the connection that the others ask with. */
const APIS = Object.entries({ ...APP_APIS, ...PORTAL_APP_APIS, ...PRINTER_APIS, ...PAYMENT_APIS, ...AGENT_APIS })
  .filter(([path]) => !/\/(revoke|rotate)$/.test(path))
  .map(([path, { methods }]) => ({ path, method: methods[0] ?? "GET" }));

const STRIPE = {
  STRIPE_SECRET_KEY: "sk_test_1",
  STRIPE_WEBHOOK_SECRET: "whsec_1",
  STRIPE_PRICE_MONTHLY: "price_month",
  PRICE_MONTHLY: "$3.99",
};

type Asked = { what: string; answer: Answer };

/** A printer that is away, and an app that asks too often, are none. */
const isFault = ({ status, headers }: Answer) =>
  status >= 500 && status !== 601 && headers["retry-after"] === undefined;

/** A payment event as Stripe signs it. */
function stripeEvent(): { body: string; signature: string } {
  const body = JSON.stringify({
    id: `evt_${randomToken(12)}`,
    object: "event",
    type: "invoice.paid",
    created: 1_790_000_000,
    data: { object: {} },
  });
  const at = Math.floor(now().getTime() / 1000);
  return {
    body,
    signature: `t=${at},v1=${createHmac("sha256", STRIPE.STRIPE_WEBHOOK_SECRET).update(`${at}.${body}`).digest("hex")}`,
  };
}

describe("a fault of the portal", () => {
  let portal: TestPortal;
  let person: Person;
  let connection: Connection;
  let tables: string[];

  beforeAll(async () => {
    portal = await startTestPortal(STRIPE);
    joinDatabase(portal);
    person = await somebody("Robin");
    connection = await connect(person);
    const rows = await db().$queryRawUnsafe<{ name: string }[]>(
      "SELECT table_name AS name FROM information_schema.tables " +
        `WHERE table_schema = 'public' AND table_name NOT LIKE '\\_%' ORDER BY 1`,
    );
    tables = rows.map(({ name }) => name);
  }, 120_000);
  afterAll(async () => {
    await db().$disconnect();
    await portal.stop();
  });

  const form = () => ({
    Origin: `http://localhost:${portal.port}`,
    "Content-Type": "application/x-www-form-urlencoded",
  });

  /** Asks every address there is once, as the person and as their app, printer and payment provider would. */
  async function* walk(cookie: string): AsyncGenerator<Asked> {
    for (const route of pages()) {
      for (const target of addressesOf(route, {
        ...person,
        journeys: { authorize: person.journeys.authorize ?? "" },
      })) {
        yield { what: `GET ${target}`, answer: await portal.ask(target, { headers: { Cookie: cookie } }) };
      }
    }
    for (const { route, method } of actions()) {
      // What deletes or signs out would leave nothing to look at.
      if (
        /sign-out|delete|\/other|add-printer|devices|remove|revoke|unlink|save|change|confirm|reauthenticate|off$/.test(
          route,
        )
      )
        continue;
      for (const target of addressesOf(route, {
        ...person,
        journeys: { authorize: person.journeys.authorize ?? "" },
      })) {
        const headers = { Cookie: cookie, ...(method === "POST" && form()) };
        yield {
          what: `${method} ${target}`,
          answer: await portal.ask(target, { method, headers, ...(method === "POST" && { body: fieldsOf(person) }) }),
        };
      }
    }
    for (const { path, method } of APIS) yield { what: `${method} ${path}`, answer: await askApi(path, method) };
    const relayHost = `app-${connection.label}.localhost:${portal.port}`;
    const authorized = { Authorization: connection.authorization };
    for (const path of ["/api/version", "/api/appconnection/info"]) {
      yield {
        what: `GET ${path} on the relay`,
        answer: await portal.ask(path, { host: relayHost, headers: { ...authorized, AppToken: connection.token } }),
      };
    }
    yield { what: "a WebSocket on the relay", answer: await openSocket(relayHost, authorized) };
  }

  function askApi(path: string, method: string): Promise<Answer> {
    if (path.includes("stripe")) {
      const { body, signature } = stripeEvent();
      return portal.ask(path, {
        method,
        body,
        headers: { "Content-Type": "application/json", "Stripe-Signature": signature },
      });
    }
    const body =
      method === "POST"
        ? JSON.stringify({
            AppToken: connection.token,
            Type: 1,
            PrinterId: person.ids.printer,
            Id: person.ids.printer,
            OctoKey: randomToken(40),
            code: randomToken(39),
            code_verifier: randomToken(43),
            appId: "shared",
          })
        : undefined;
    return portal.ask(path, {
      method,
      headers: { AppToken: connection.token, "Content-Type": "application/json" },
      ...(body !== undefined && { body }),
    });
  }

  const openSocket = (host: string, headers: Record<string, string>) =>
    new Promise<Answer>((resolve, reject) => {
      const upgrade = {
        Connection: "Upgrade",
        Upgrade: "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": Buffer.alloc(16).toString("base64"),
      };
      const request = http.request(
        {
          host: "127.0.0.1",
          port: portal.port,
          path: "/ws",
          agent: false,
          headers: { Host: host, ...upgrade, ...headers },
        },
        (response) => {
          let body = "";
          response.on("data", (chunk: Buffer) => (body += chunk.toString()));
          response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
        },
      );
      request.on("error", reject).end();
    });

  const linesWith = (reference: string) =>
    portal
      .output()
      .split("\n")
      .filter((line) => line.includes(`"reference":"${reference}"`));
  /** The line about what is behind an answer; the log comes through a pipe, a moment later. */
  const lineOf = async (reference: string) => {
    for (let i = 0; i < 200; i++) {
      const line = linesWith(reference).find((text) => /"msg":"unexpected error"|"why":"limit"/.test(text));
      if (line !== undefined) return line;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return undefined;
  };

  it("is walked over: all APIs are found where the server lists them", () => {
    expect(APIS.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        "/api/appconnection/info",
        "/api/appconnection/token",
        "/api/printer/info",
        "/api/shortcode/create",
        "/api/payment/stripe",
      ]),
    );
  });

  it("nothing is one while nothing is broken", async () => {
    const cookie = await person.signIn();
    for await (const { what, answer } of walk(cookie)) expect(isFault(answer), `${what} ${answer.status}`).toBe(false);
  });

  it("is told to whoever asks, with a reference to the reason in the log, whichever table is broken", async () => {
    const cookie = await person.signIn();
    const seen = new Map<string, number>();
    for (const table of tables) {
      await db().$executeRawUnsafe(`ALTER TABLE "${table}" RENAME TO "${table} broken"`);
      try {
        for await (const { what, answer } of walk(cookie)) {
          const { status } = answer;
          if (status < 500 || status === 601) continue;
          seen.set(table, (seen.get(table) ?? 0) + 1);
          const where = `${what}, without ${table}: ${status}`;
          const reference = /Reference ([A-Z2-9]{8})\./.exec(answer.body)?.[1] ?? "";
          expect(reference, where).not.toBe("");
          expect(await lineOf(reference), where).toBeDefined();
          // No table's name, no query and no row is anybody else's business.
          expect(answer.body, where).not.toMatch(/prisma|relation|SELECT|42P01/i);
        }
      } finally {
        await db().$executeRawUnsafe(`ALTER TABLE "${table} broken" RENAME TO "${table}"`);
      }
    }
    for (const table of [
      "App",
      "AppConnection",
      "AuthorizationCode",
      "Consent",
      "Journey",
      "Printer",
      "Session",
      "User",
      "PaymentEvent",
      "Entitlement",
    ]) {
      expect(seen.get(table) ?? 0, `faults without ${table}`).toBeGreaterThan(0);
    }
  }, 900_000);

  it("is over as soon as the table is back", async () => {
    const cookie = await person.signIn();
    for await (const { what, answer } of walk(cookie)) expect(isFault(answer), `${what} ${answer.status}`).toBe(false);
  });
});

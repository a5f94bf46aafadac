import { once } from "node:events";
import { ask, ask2, open, type Got } from "./client";
import { relayHost, secretHeaders } from "./prove-portal";
import type { Ports, Proxy } from "./proxies";
import type { Secrets } from "./secrets";
import { CHALLENGE, type Upstream } from "./upstream";
import { expectSame, type Proofs } from "@/tests/printers/proofs";

type Echo = { method: string; url: string; headers: Record<string, string>; names: string[] };

/** Printers' own, and all that the service says itself. */
const STATUSES = [401, 403, 404, 413, 429, 500, 502, 503, ...Array.from({ length: 11 }, (_, index) => 600 + index)];

/** A printer with a sign-in of its own. */
async function proveOwnSignIn(
  proofs: Proofs,
  name: string,
  { port, host, ours }: { port: number; host: string; ours: string },
): Promise<void> {
  await proofs.prove(`${name}: a printer's own sign-in passes beside ours in Relay-Authorization`, async () => {
    const digest = `Digest username="maker", realm="printer", nonce="n", uri="/sign-in", response="${"0".repeat(32)}"`;
    const basic = `Basic ${Buffer.from("maker:secret").toString("base64")}`;
    for (const by of [ask, ask2]) {
      const challenged = await by(port, host, "/sign-in", { headers: { "Relay-Authorization": ours } });
      expectSame([challenged.status, challenged.headers["www-authenticate"]], [401, CHALLENGE], "challenge");
      for (const own of [digest, basic]) {
        const both = { Authorization: own, "Relay-Authorization": ours };
        const echo = JSON.parse((await by(port, host, "/echo", { headers: both })).body.toString()) as Echo;
        expectSame([echo.headers.authorization, echo.headers["relay-authorization"]], [own, ours], "both sign-ins");
      }
    }
  });
}

/** What apps and printers send each other gets through as it is. */
export async function provePassing(
  proofs: Proofs,
  { name }: Proxy,
  { https: port }: Ports,
  secrets: Secrets,
): Promise<void> {
  const host = relayHost(secrets.label);
  const headers = secretHeaders(secrets);

  await proofs.prove(`${name}: statuses from 401 to 610 pass, over HTTP/1.1 and HTTP/2`, async () => {
    for (const status of STATUSES) {
      for (const by of [ask, ask2]) expectSame((await by(port, host, `/status/${status}`)).status, status, "status");
    }
  });

  await proofs.prove(
    `${name}: target, host and headers arrive as they were, the address is the client's and no one else's`,
    async () => {
      const target = `/a//b/%2e%2e/%2F/c%20d?x=%2B&y=a+b&token=${secrets.query}`;
      const sent = {
        method: "PUT",
        headers: { ...headers, "X-Forwarded-For": "203.0.113.9", Under_score: "yes" },
        body: "{}",
      };
      for (const by of [ask, ask2]) {
        const echo = JSON.parse((await by(port, host, target, sent)).body.toString()) as Echo;
        expectSame(
          [echo.method, echo.url, echo.headers.host, echo.headers["x-forwarded-for"]],
          ["PUT", target, host, "127.0.0.1"],
          "method, target, host, address",
        );
        expectSame(
          [echo.headers.under_score, echo.headers.authorization, echo.headers["x-api-key"], echo.headers.apptoken],
          ["yes", headers.Authorization, headers["X-Api-Key"], headers.AppToken],
          "headers",
        );
      }
    },
  );

  await proveOwnSignIn(proofs, name, { port, host, ours: headers.Authorization ?? "" });

  await proofs.prove(`${name}: a redirect and a cookie come back as they are`, async () => {
    const { status, headers: got } = await ask(port, host, "/redirect", { headers });
    expectSame(
      [status, got.location, got["set-cookie"]],
      [302, `https://app.example/back?appApiToken=${secrets.locationQuery}`, [`session=${secrets.setCookie}`]],
      "status, location, cookie",
    );
  });
}

/** On relay hosts the path is the printer's, and nobody's business; the portal's own paths hold no secret. */
const pathOn = (place: string, secrets: Secrets) => (place === "portal.example" ? "x" : secrets.relayPath);

const statusOf = (asked: Promise<Got>) =>
  asked.then(
    ({ status }) => status,
    () => "cut off" as const,
  );

/**
 * Which of both depends on whether the connection to the portal had been used before: either tells the app to ask
 * again.
 */
const expectRefused = (status: number | "cut off") =>
  expectSame(status === 502 || status === "cut off", true, `status ${status}`);

/** What goes wrong between proxy and portal, and people who leave. */
export async function proveFaults(
  proofs: Proofs,
  { name }: Proxy,
  { https: port }: Ports,
  secrets: Secrets,
  { signals }: Upstream,
): Promise<void> {
  const host = relayHost(secrets.label);
  const headers = secretHeaders(secrets);
  const query = `?token=${secrets.query}`;

  await proofs.prove(
    `${name}: a portal that closes, talks nonsense or breaks off is a 502 or a cut, on all hosts`,
    async () => {
      for (const place of [host, "portal.example"]) {
        for (const by of [ask, ask2]) {
          for (const what of ["no-answer", "garbage"])
            expectRefused(await statusOf(by(port, place, `/${what}/${pathOn(place, secrets)}${query}`, { headers })));
          expectSame(
            await statusOf(by(port, place, `/break-off/${pathOn(place, secrets)}${query}`, { headers })),
            "cut off",
            "an answer that was broken off",
          );
        }
      }
    },
  );

  await proofs.prove(
    `${name}: people who leave while they wait and while they upload are gone for the portal too`,
    async () => {
      for (const place of [host, "portal.example"]) {
        const waiting = open(port, place, `/silent/${pathOn(place, secrets)}${query}`, { headers });
        const left = once(signals, "gone", { signal: AbortSignal.timeout(10_000) });
        waiting.request.end();
        setTimeout(() => waiting.request.destroy(), 300);
        await left;
        const uploading = open(port, place, `/upload/${pathOn(place, secrets)}${query}`, {
          method: "POST",
          headers: { ...headers, "Content-Length": "1000000" },
        });
        const begun = once(signals, "uploading", { signal: AbortSignal.timeout(10_000) });
        uploading.request.write("only this");
        await begun;
        const ended = once(signals, "gone", { signal: AbortSignal.timeout(10_000) });
        uploading.request.destroy();
        await ended;
      }
    },
  );
}

/** With nothing behind it. */
export async function proveDown(
  proofs: Proofs,
  { name }: Proxy,
  { https: port }: Ports,
  secrets: Secrets,
): Promise<void> {
  await proofs.prove(`${name}: while the portal is down every request is a 502 or 503`, async () => {
    for (const place of [relayHost(secrets.label), "portal.example"]) {
      for (const by of [ask, ask2]) {
        for (const sent of [{}, { method: "POST", body: secrets.body }]) {
          const status = await statusOf(
            by(port, place, `/${pathOn(place, secrets)}?token=${secrets.query}`, {
              headers: secretHeaders(secrets),
              ...sent,
            }),
          );
          expectSame(status === 502 || status === 503, true, `status ${status}`);
        }
      }
    }
  });
}

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConfigurationError } from "@/lib/configuration-error";
import { closeHealthCheck } from "@/lib/db/database-answers";
import { overrideEnv } from "@/lib/env";
import { count } from "@/lib/observability/counts";
import { countRelayRequest, relayNumbers } from "@/lib/observability/relay-numbers";
import { consume } from "@/lib/rate-limits/rate-limit-store";
import { serveMetrics } from "@/lib/server/serve-metrics";
import { setUpDatabase } from "@/tests/support/database";
import { freePort } from "@/tests/support/free-port.mjs";

setUpDatabase();

describe("the listener for metrics", () => {
  let close: () => void;
  let origin = "";
  beforeAll(async () => {
    const port = await freePort();
    close = await serveMetrics({ host: "127.0.0.1", port });
    origin = `http://127.0.0.1:${port}`;
  });
  afterAll(async () => {
    close();
    await closeHealthCheck();
  });
  const scrape = async () => (await fetch(`${origin}/metrics`)).text();
  const lineOf = async (name: string) => (await scrape()).split("\n").find((line) => line.startsWith(name));

  it("serves Prometheus' text at /metrics, and nothing else", async () => {
    const answer = await fetch(`${origin}/metrics`);
    expect(answer.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await answer.text()).toContain("nodejs_eventloop_lag_p99_seconds");
    expect((await fetch(`${origin}/`)).status).toBe(404);
    expect((await fetch(`${origin}/metrics`, { method: "POST" })).status).toBe(404);
  });

  it("shows what was counted, by its labels", async () => {
    count("handshakes", "refused", "too_many");
    for (let i = 0; i < 6; i++) await consume("linkingGuessesPerAccount", "metrics");
    expect(await scrape()).toContain('portal_handshakes_total{outcome="refused",fault="too_many"} 1');
    expect(await scrape()).toContain('portal_limits_hit_total{limit="linkingGuessesPerAccount"} 1');
  });

  it("shows statuses by class, the relay's own each by itself, and times that add up", async () => {
    for (const [status, seconds] of [
      [200, 0.02],
      [204, 0.02],
      [601, 0.001],
      [0, 1000],
    ] as const)
      countRelayRequest(status, seconds);
    relayNumbers.bytesToApps += 7;
    const text = await scrape();
    expect(text).toContain('portal_relay_requests_total{status="2xx"} 2');
    expect(text).toContain('portal_relay_requests_total{status="601"} 1');
    expect(text).toContain('portal_relay_requests_total{status="none"} 1');
    expect(text).toContain('portal_relay_request_seconds_bucket{le="0.01"} 1');
    expect(text).toContain('portal_relay_request_seconds_bucket{le="600"} 3');
    expect(text).toContain('portal_relay_request_seconds_bucket{le="+Inf"} 4');
    expect(text).toContain("portal_relay_request_seconds_count 4");
    expect(text).toContain('portal_relay_bytes_total{direction="out"} 7');
  });

  it("reads queues from the database, and answers while that is away", async () => {
    expect(await lineOf("portal_database_up")).toBe("portal_database_up 1");
    expect(await lineOf('portal_queue_length{queue="mails"}')).toBe('portal_queue_length{queue="mails"} 0');
    await closeHealthCheck();
    overrideEnv({ databaseUrl: "postgresql://nobody@127.0.0.1:1/none" });
    expect(await lineOf("portal_database_up")).toBe("portal_database_up 0");
    expect(await lineOf("portal_queue_length{")).toBeUndefined();
    expect(await lineOf("portal_database_failures_total")).toBe("portal_database_failures_total 2");
  });

  it("refuses an address that is not of this machine, and a port in use, with a sentence", async () => {
    await expect(serveMetrics({ host: "192.0.2.1", port: 9464 })).rejects.toThrow(ConfigurationError);
    await expect(serveMetrics({ host: "192.0.2.1", port: 9464 })).rejects.toThrow(/this machine does not have/);
    const port = Number(new URL(origin).port);
    await expect(serveMetrics({ host: "127.0.0.1", port })).rejects.toThrow(/in use/);
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort, startTestPortal, type TestPortal } from "@/tests/support/portal";

describe("the metrics of a running portal", () => {
  let portal: TestPortal;
  let metricsPort = 0;
  beforeAll(async () => {
    metricsPort = await freePort();
    portal = await startTestPortal({ METRICS_LISTEN: `127.0.0.1:${metricsPort}` });
  }, 60_000);
  afterAll(() => portal.stop());

  const scrape = async () => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  /** @returns sum of all values of a metric whose labels hold a text */
  const read = async (name: string, label = "") =>
    (await scrape())
      .split("\n")
      .filter((line) => line.startsWith(name) && line.includes(label))
      .reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);

  it("are on their own listener alone, and name no person, host or printer", async () => {
    const label = "a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4";
    await portal.ask("/api/version", { host: `app-${label}.localhost:${portal.port}` });
    expect((await portal.ask("/metrics")).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${metricsPort}/`)).status).toBe(404);
    expect(await scrape()).not.toMatch(new RegExp(`${label}|localhost|@`));
  });

  it("count what apps' requests came to, in the bundle that runs", async () => {
    const before = await read("portal_relay_requests_total", 'status="603"');
    await portal.ask("/api/version", { host: `app-nobody.localhost:${portal.port}` });
    await portal.ask("/api/version", { host: `app-nobody.localhost:${portal.port}` });
    expect(await read("portal_relay_requests_total", 'status="603"')).toBe(before + 2);
  });

  it("count journeys, which pages begin from a bundle of their own", async () => {
    const before = await read("portal_journey_actions_total");
    const headers = { Origin: `http://localhost:${portal.port}`, "Content-Type": "application/x-www-form-urlencoded" };
    const begun = await portal.ask("/appportal/v1/begin?appId=devtest", { method: "POST", headers, body: "" });
    expect(begun.status).toBe(303);
    expect(await read("portal_journey_actions_total")).toBe(before + 1);
  });

  it("say that the database answers, and what waits", async () => {
    expect(await read("portal_database_up")).toBe(1);
    expect(await scrape()).toMatch(/portal_queue_length\{queue="mails"\} 0/);
  });
});

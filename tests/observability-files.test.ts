import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeHealthCheck } from "@/lib/db/database-answers";
import { serveMetrics } from "@/lib/server/serve-metrics";
import { setUpDatabase } from "@/tests/support/database";
import { freePort } from "@/tests/support/free-port.mjs";

const ALERTS = "docs/observability/alerts.yaml";
const DASHBOARD = "docs/observability/dashboard.json";

type Dashboard = { panels: { title: string; targets: { expr: string }[] }[] };

const readDashboard = () => JSON.parse(readFileSync(DASHBOARD, "utf8")) as Dashboard;
const namesIn = (text: string) => [...new Set(text.match(/\b(?:portal|nodejs|process)_[a-z0-9_]+/g))];

setUpDatabase();

describe("the dashboard and the alert rules", () => {
  let close: () => void;
  let scrape = "";
  beforeAll(async () => {
    const port = await freePort();
    close = await serveMetrics({ host: "127.0.0.1", port });
    scrape = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  });
  afterAll(async () => {
    close();
    await closeHealthCheck();
  });
  const served = (name: string) => scrape.includes(`# TYPE ${name.replace(/_(?:bucket|sum|count)$/, "")} `);

  it("name only metrics that a scrape has", () => {
    const expressions = readDashboard().panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
    const names = namesIn([...expressions, readFileSync(ALERTS, "utf8")].join("\n"));
    expect(names.length).toBeGreaterThan(15);
    expect(names.filter((name) => !served(name))).toEqual([]);
  });

  it("show every metric of the portal", () => {
    const ours = [...scrape.matchAll(/^# TYPE (portal_\S+)/gm)].map(([, name]) => name ?? "");
    const shown = namesIn(JSON.stringify(readDashboard())).map((name) => name.replace(/_bucket$/, ""));
    expect(ours.filter((name) => !shown.includes(name))).toEqual([]);
  });

  it("say of each alert when, how bad it is, and what it means", () => {
    const [, ...alerts] = readFileSync(ALERTS, "utf8").split(/^ *- alert: /m);
    expect(alerts).toHaveLength(11);
    for (const alert of alerts)
      for (const part of [
        /^ +expr: *\S/m,
        /^ +labels: \{ severity: (info|warning|critical) \}$/m,
        /summary: "[^"]+\."/,
      ])
        expect(alert).toMatch(part);
  });

  it("are rules that Prometheus takes, and metrics that it finds nothing wrong with", () => {
    const rules = spawnSync("promtool", ["check", "rules", ALERTS], { encoding: "utf8" });
    if (rules.error) return void process.stderr.write("promtool (Debian: prometheus) is not here: it did not run\n");
    expect(rules).toMatchObject({ status: 0, stdout: expect.stringContaining("SUCCESS: 11 rules found") });
    const parsed = spawnSync("promtool", ["check", "metrics"], { encoding: "utf8", input: scrape });
    expect(parsed.stderr + parsed.stdout).not.toMatch(/portal_|error while/);
  });
});

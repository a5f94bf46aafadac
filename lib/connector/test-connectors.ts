import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach } from "vitest";
import type { ConnectorEvent } from "@/lib/connector/connector-event";
import { runConnector, type Connector } from "@/lib/connector/run-connector";
import { setUpDatabase } from "@/tests/support/database";
import { setUpGateway } from "@/tests/support/gateway";
import { until } from "@/tests/support/plugin";

export const newFolder = () => mkdtempSync(path.join(tmpdir(), "connector-test-"));

/** For tests: a gateway, and connectors with short times that are stopped after each test. */
export function setUpConnectors() {
  setUpDatabase();
  const portal = setUpGateway();
  const running: Connector[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((connector) => connector.stop()));
    Object.assign(portal, { validForSeconds: 900, publicKey: undefined });
  });

  const start = async (dir: string, origin = portal.origin, more: { waitSeconds?: number; linkedMs?: number } = {}) => {
    const events: ConnectorEvent[] = [];
    const report = (event: ConnectorEvent) => void events.push(event);
    const times = { waitSeconds: 0.1, unlinkedMs: 50, linkedMs: 50, ...more };
    const connector = await runConnector({
      portal: origin,
      printer: "http://127.0.0.1:5000",
      dir,
      platform: 1,
      report,
      times,
    });
    running.push(connector);
    const next = async <T extends ConnectorEvent["event"]>(kind: T, count = 1) => {
      const found = () =>
        events.filter((event): event is Extract<ConnectorEvent, { event: T }> => event.event === kind);
      await until(`${count} × ${kind}`, () => found().length >= count);
      return found()[count - 1]!;
    };
    return { connector, events, next };
  };

  return { portal, start };
}

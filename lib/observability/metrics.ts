import { collectDefaultMetrics, Counter, Gauge, Registry, type Metric } from "prom-client";
import { countsOf, FAMILIES, type Family } from "@/lib/observability/counts";
import { relayNumbers, SECONDS_CLASSES } from "@/lib/observability/relay-numbers";

/** What is read when it is asked for. Queues are undefined while the database does not answer. */
export type Readings = {
  printersOnline(): number;
  databaseAnswers(): Promise<boolean>;
  queues(): Promise<{ mails: number; webhooks: number } | undefined>;
};

/** The relay's own statuses by themselves; a printer's by their class. */
const statusLabel = (status: number) =>
  status === 0 ? "none" : status >= 600 ? String(status) : `${Math.floor(status / 100)}xx`;

/** Times of relayed requests: a histogram that is counted elsewhere, put together when it is asked for. */
function relaySeconds(): { name: string; get(): Promise<unknown> } {
  const name = "portal_relay_request_seconds";
  const help = "How long relayed requests took, webcams included.";
  const get = () => {
    const { classes, seconds } = relayNumbers;
    let total = 0;
    const values: { metricName: string; labels: object; value: number }[] = [...SECONDS_CLASSES, "+Inf"].map(
      (le, index) => ({ metricName: `${name}_bucket`, labels: { le }, value: (total += classes[index] ?? 0) }),
    );
    values.push({ metricName: `${name}_sum`, labels: {}, value: seconds });
    values.push({ metricName: `${name}_count`, labels: {}, value: total });
    return Promise.resolve({ name, help, type: "histogram", aggregator: "sum", values });
  };
  return { name, get };
}

function addFamily(registry: Registry, family: Family): void {
  const { name, help, labels } = FAMILIES[family];
  new Counter<string>({
    name,
    help,
    labelNames: labels,
    registers: [registry],
    collect() {
      this.reset();
      for (const [values, number] of countsOf(family))
        this.inc(Object.fromEntries(labels.map((label, index) => [label, values[index] ?? ""])), number);
    },
  });
}

function addRelay(registry: Registry): void {
  const registers = [registry];
  new Counter({
    name: "portal_relay_requests_total",
    help: "Requests and WebSocket handshakes at printers' hosts, by class of status; 6xx each by itself.",
    labelNames: ["status"],
    registers,
    collect() {
      this.reset();
      relayNumbers.statuses.forEach((number, status) => {
        if (number > 0) this.inc({ status: statusLabel(status) }, number);
      });
    },
  });
  new Counter({
    name: "portal_relay_bytes_total",
    help: "Bytes of bodies and messages, in: from apps to printers, out: back.",
    labelNames: ["direction"],
    registers,
    collect() {
      this.reset();
      this.inc({ direction: "in" }, relayNumbers.bytesFromApps);
      this.inc({ direction: "out" }, relayNumbers.bytesToApps);
    },
  });
  new Gauge({
    name: "portal_relay_open_streams",
    help: "Requests and WebSockets of apps that are open now.",
    registers,
    collect() {
      this.set(relayNumbers.open);
    },
  });
  // The registry asks no more of a metric than its name and `get`.
  registry.registerMetric(relaySeconds() as unknown as Metric);
}

function addReadings(registry: Registry, readings: Readings): void {
  const registers = [registry];
  new Gauge({
    name: "portal_printers_online",
    help: "Printers that are connected to this server.",
    registers,
    collect() {
      this.set(readings.printersOnline());
    },
  });
  new Gauge({
    name: "portal_queue_length",
    help: "What waits to be sent, of all servers on the database together.",
    labelNames: ["queue"],
    registers,
    async collect() {
      const lengths = await readings.queues();
      this.reset();
      for (const [queue, length] of Object.entries(lengths ?? {})) this.set({ queue }, length);
    },
  });
  new Gauge({
    name: "portal_database_up",
    help: "1: the database answers this server.",
    registers,
    async collect() {
      this.set((await readings.databaseAnswers()) ? 1 : 0);
    },
  });
}

/** All metrics of this process (Prometheus), those of Node included: memory, processor, lag of the event loop. */
export function createMetrics(readings: Readings): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const family of Object.keys(FAMILIES) as Family[]) addFamily(registry, family);
  addRelay(registry);
  addReadings(registry, readings);
  return registry;
}

import { createServer } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { seconds } from "@/lib/clock";
import { ConfigurationError } from "@/lib/configuration-error";
import { databaseAnswers } from "@/lib/db/database-answers";
import { liveLinks } from "@/lib/gateway/links/live-links";
import { countQueuedMails } from "@/lib/mail/mail-queue-store";
import { createMetrics, type Readings } from "@/lib/observability/metrics";
import { recordFault } from "@/lib/observability/record-fault";
import type { ListenPlace } from "@/lib/observability-settings";
import { countQueuedWebhooks } from "@/lib/webhooks/webhook-store";

/** Whoever scrapes is answered by then, whatever the database does. */
const PATIENCE_MS = seconds(2);

async function queues(): ReturnType<Readings["queues"]> {
  if (!(await databaseAnswers())) return undefined;
  const lengths = Promise.all([countQueuedMails(), countQueuedWebhooks()]).then(
    ([mails, webhooks]) => ({ mails, webhooks }),
    () => undefined,
  );
  return Promise.race([lengths, wait(PATIENCE_MS, undefined, { ref: false })]);
}

function sentence({ code, message }: NodeJS.ErrnoException): string {
  if (code === "EADDRINUSE") return "METRICS_LISTEN names a port that is in use: choose another one.";
  if (code === "EADDRNOTAVAIL") return `METRICS_LISTEN names an address that this machine does not have: ${message}.`;
  return `METRICS_LISTEN cannot be listened on: ${message}.`;
}

/**
 * Serves `/metrics` (Prometheus text format 0.0.4) on a listener of its own, where nothing else is answered.
 * @param place undefined: there is none
 * @returns closes it
 * @throws ConfigurationError with a sentence when the address cannot be had
 */
export async function serveMetrics(place: ListenPlace | undefined): Promise<() => void> {
  if (!place) return () => undefined;
  const registry = createMetrics({ printersOnline: () => liveLinks().size, databaseAnswers, queues });
  const server = createServer({ requestTimeout: seconds(10) }, (request, response) => {
    response.on("error", () => undefined);
    const isKnown = request.url?.split("?", 1)[0] === "/metrics" && ["GET", "HEAD"].includes(request.method ?? "");
    if (!isKnown) return void response.writeHead(404).end();
    registry.metrics().then(
      (text) => response.writeHead(200, { "Content-Type": registry.contentType }).end(text),
      (error: unknown) => {
        recordFault(error);
        response.writeHead(500).end();
      },
    );
  });
  const failed = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    server.once("error", resolve);
    server.listen(place, () => resolve(undefined));
  });
  if (failed) throw new ConfigurationError([sentence(failed)]);
  return () => {
    server.close();
    server.closeAllConnections();
  };
}

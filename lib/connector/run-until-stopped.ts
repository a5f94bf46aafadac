import type { Arguments } from "@/lib/connector/parse-arguments";
import { FolderError } from "@/lib/connector/private-files";
import { reportEvents } from "@/lib/connector/report-events";
import type { ConnectorOptions } from "@/lib/connector/run-connector";
import { runConnector } from "@/lib/connector/run-connector";

type Setting = Pick<ConnectorOptions, "printer" | "platform" | "octoPrintKey"> & {
  onStarted?: (printerId: string) => void;
  onStopped?: () => Promise<void>;
};

/**
 * Runs a connector as a program: until SIGINT or SIGTERM, which end it at once with exit code 0. An unusable folder is
 * exit code 1.
 */
export async function runUntilStopped(
  { portal, dir, json, octoPrintKey }: Arguments,
  { onStarted, onStopped, ...setting }: Setting,
): Promise<void> {
  const report = reportEvents(json, (text) => void process.stdout.write(text));
  const connector = await runConnector({ portal, dir, report, octoPrintKey, ...setting }).catch((error: unknown) => {
    if (!(error instanceof FolderError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  onStarted?.(connector.printerId);
  const stop = () => void Promise.all([connector.stop(), onStopped?.()]).then(() => process.exit(0));
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

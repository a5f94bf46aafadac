import { confirm } from "@/lib/connector/ask-person";
import type { Report } from "@/lib/connector/connector-event";
import { openFolder } from "@/lib/connector/open-folder";
import type { Arguments } from "@/lib/connector/parse-arguments";
import { assignFolders } from "@/lib/connector/printer-folders";
import { FolderError, makePrivateFolder } from "@/lib/connector/private-files";
import { reportEvents } from "@/lib/connector/report-events";
import { runConnector, type Connector, type ConnectorOptions } from "@/lib/connector/run-connector";
import { keepStatus } from "@/lib/connector/status-file";
import { trustCertificates } from "@/lib/connector/trust-certificates";

type Setting = Pick<ConnectorOptions, "platform" | "octoPrintKey"> & {
  onStarted?: (printerId: string) => void;
  onStopped?: () => Promise<void>;
};

function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** One connector for each printer, each with an identity of its own. */
async function startAll(given: Arguments, setting: Setting): Promise<Connector[]> {
  const { portal, dir, json, octoPrintKey, printers } = given;
  const folders = await assignFolders(await openFolder(dir, portal), printers);
  const connectors: Connector[] = [];
  for (const [at, printer] of printers.entries()) {
    const folder = folders[at] ?? dir;
    await makePrivateFolder(folder);
    const tell = reportEvents(
      json,
      (text) => void process.stdout.write(text),
      printers.length > 1 ? printer : undefined,
    );
    const keep = await keepStatus(folder);
    const report: Report = (event) => {
      keep(event);
      tell(event);
    };
    const isAsked = process.stdin.isTTY && process.stdout.isTTY && !json;
    const confirmSetup = at > 0 ? undefined : isAsked ? confirm : () => true;
    connectors.push(
      await runConnector({ portal, printer, dir, folder, report, octoPrintKey, confirmSetup, ...setting }),
    );
  }
  return connectors;
}

/**
 * Runs connectors as a program, one for each printer: until SIGINT or SIGTERM, which end it at once with exit code 0.
 * An unusable folder is exit code 1.
 */
export async function runUntilStopped(
  given: Arguments,
  { onStarted, onStopped, ...setting }: Setting = {},
): Promise<void> {
  if (given.ca !== undefined) {
    const trusted = trustCertificates(given.ca);
    if (!trusted.ok) fail(trusted.error);
  }
  const connectors = await startAll(given, setting).catch((error: unknown) => {
    if (error instanceof FolderError) fail(error.message);
    throw error;
  });
  for (const { printerId } of connectors) onStarted?.(printerId);
  const stop = () =>
    void Promise.all([...connectors.map((connector) => connector.stop()), onStopped?.()]).then(() => process.exit(0));
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

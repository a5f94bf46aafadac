import { completed, type CompletedConnection } from "@/lib/connections/connection-values";
import type { MintedConnection } from "@/lib/connections/mint-connection";
import { takeKeysBack } from "@/lib/connections/take-key-back";
import { recordFault } from "@/lib/observability/record-fault";
import { makeKey } from "@/lib/octoprint/make-key";
import type { OwnedPrinter } from "@/lib/printers/printer-store";

/** Whose connection it is and what for. @property keyName of the OctoPrint key that the app asked for; null: none */
export type Completing = {
  journeyId: string;
  userId: string;
  appId: string;
  keyName: string | null;
  printer: OwnedPrinter;
  /** Client address, normalised. */
  address: string;
};

/**
 * What an app is given of a connection that was just minted, with the OctoPrint key where one was asked for and its
 * code was proven. Takes back the keys of what the connection replaces.
 */
export async function completeConnection(
  { journeyId, userId, appId, keyName, printer, address }: Completing,
  minted: MintedConnection,
): Promise<CompletedConnection> {
  const { printerId, publicId } = printer;
  const order = { journeyId, printerId, publicId, userId, appId, connectionId: minted.id, address };
  const octoPrintApiKey = keyName === null ? undefined : await makeKey({ ...order, keyName });
  // After the new key: the one of an earlier connection has the same name, and is then still needed.
  void takeKeysBack(minted.replacedConsents, { userId, address }).catch(recordFault);
  return completed(minted, printer, octoPrintApiKey);
}

import { digest, sameDigest } from "@/lib/digest";
import { getConnectedPrinter, type ConnectedPrinter } from "@/lib/printers/connected-printer-store";
import { isPrinterId } from "@/lib/printers/printer-id";

/**
 * The printer behind a call that claims to come from it. Our connector proves itself with the `octo_key` of its latest
 * handshake; an older plugin, which sends none here, only by calling from the address it is connected from. A key that is
 * wrong proves nothing, whatever the address.
 * @returns undefined without proof; the same for printers that are not there, so that nobody can ask around
 */
export async function provePrinter(input: { printerId: unknown; octoKey: unknown; address: string }): Promise<ConnectedPrinter | undefined> {
  const { printerId, octoKey, address } = input;
  if (!isPrinterId(printerId)) return undefined;
  const printer = await getConnectedPrinter(printerId);
  if (!printer) return undefined;
  const proven =
    octoKey === undefined || octoKey === null
      ? printer.networkAddress === address
      : typeof octoKey === "string" && printer.octoKeyDigest !== null && sameDigest(printer.octoKeyDigest, digest(octoKey));
  return proven ? printer : undefined;
}

import { minutes, now } from "@/lib/clock";
import { digest } from "@/lib/digest";
import { env } from "@/lib/env";
import { programOf } from "@/lib/gateway/program-of";
import { getConnectedPrinters, type ConnectedPrinter } from "@/lib/printers/connected-printer-store";
import { isPublicId } from "@/lib/printers/public-id";

/** A printer that a call comes from, and how that is known: by its key, or only by where the call comes from. */
export type PrinterProof = { printer: ConnectedPrinter; by: "key" | "place" };

/** A plugin asks for its code right after it has connected; later, something else in its network might. */
const PLUGIN_ASKS_WITHIN_MS = minutes(5);

/** Behind a proxy that is not in the settings all people have one address, and it says nothing. */
const addressesCount = () => env().mode === "evaluation" || env().trustedProxies.length > 0;

/**
 * The weak proof, for plugins that know no better: called from where the printer is connected. It says little: behind
 * one public address are a school or a whole mobile network.
 */
async function proveByPlace(saidId: string, address: string): Promise<ConnectedPrinter | undefined> {
  if (!addressesCount()) return undefined;
  const here = await getConnectedPrinters(saidId, { networkAddress: address });
  const plugins = here.filter(({ publicId }) => programOf(publicId) === "plugin");
  if (plugins.length <= 1) return plugins[0];
  // A newcomer beside it that says its id takes nothing from a printer with an owner.
  return plugins.find(({ publicId, owned }) => owned && publicId === saidId);
}

/**
 * The printer behind a call that claims to come from it. Our connector always proves itself with the `octo_key` of its
 * latest handshake; an older plugin, which sends none here, only by its place. A key that is wrong proves nothing, nor
 * does a place from which several machines say this id, unless one of them has it and an owner.
 * @returns undefined without proof, the same for printers that are not there, so that asking around tells nothing
 */
export async function provePrinter(input: {
  publicId: unknown;
  octoKey: unknown;
  address: string;
}): Promise<PrinterProof | undefined> {
  const { publicId, octoKey, address } = input;
  if (!isPublicId(publicId)) return undefined;
  if (octoKey === undefined || octoKey === null) {
    const printer = await proveByPlace(publicId, address);
    return printer && { printer, by: "place" };
  }
  if (typeof octoKey !== "string") return undefined;
  const [printer] = await getConnectedPrinters(publicId, { octoKeyDigest: digest(octoKey) });
  return printer && { printer, by: "key" };
}

/**
 * Whether a proof is good for the printer's linking code: its place is only where the operator switched that on, and
 * soon after it connected.
 */
export function mayHaveCode({ printer: { lastConnectedAt }, by }: PrinterProof): boolean {
  if (by === "key") return true;
  const soon = lastConnectedAt !== null && now().getTime() - lastConnectedAt.getTime() < PLUGIN_ASKS_WITHIN_MS;
  return env().pluginCodesByAddress && soon;
}

/** What its owner calls it, for a proof that is good enough for that. */
export const nameFor = ({ printer: { name }, by }: PrinterProof): string =>
  by === "key" || env().pluginCodesByAddress ? (name ?? "") : "";

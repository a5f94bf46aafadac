import { minutes, now } from "@/lib/clock";
import { digest, sameDigest } from "@/lib/digest";
import { env } from "@/lib/env";
import { programOf } from "@/lib/gateway/program-of";
import { getConnectedPrinters, type ConnectedPrinter } from "@/lib/printers/connected-printer-store";
import { isPublicId } from "@/lib/printers/public-id";

/** A plugin asks right after it has connected; later, something else in its network might. */
const PLUGIN_ASKS_WITHIN_MS = minutes(5);

/**
 * Behind a proxy that is not in the settings all people have one address, and it says nothing. Elsewhere it says
 * little: behind one public address are a school or a whole mobile network, so it counts only where an operator
 * switched it on.
 */
const addressesCount = () =>
  env().pluginCodesByAddress && (env().mode === "evaluation" || env().trustedProxies.length > 0);

/**
 * The weak proof, for plugins that know no better: called from where the printer is connected, soon after it connected.
 */
function provenByPlace({ publicId, networkAddress, lastConnectedAt }: ConnectedPrinter, address: string): boolean {
  const soon = lastConnectedAt !== null && now().getTime() - lastConnectedAt.getTime() < PLUGIN_ASKS_WITHIN_MS;
  return programOf(publicId) === "plugin" && addressesCount() && networkAddress === address && soon;
}

/**
 * The printer behind a call that claims to come from it. Our connector always proves itself with the `octo_key` of its
 * latest handshake; an older plugin, which sends none here, only by its place. A key that is wrong proves nothing.
 * @returns the printer and whether it knew its key; undefined without proof, the same for printers that are not there,
 * so that asking around tells nothing
 */
export async function provePrinter(input: {
  publicId: unknown;
  octoKey: unknown;
  address: string;
}): Promise<{ printer: ConnectedPrinter; byKey: boolean } | undefined> {
  const { publicId, octoKey, address } = input;
  if (!isPublicId(publicId)) return undefined;
  const connected = await getConnectedPrinters(publicId);
  if (octoKey === undefined || octoKey === null) {
    const printer = connected.find((one) => provenByPlace(one, address));
    return printer && { printer, byKey: false };
  }
  const printer =
    typeof octoKey === "string"
      ? connected.find(({ octoKeyDigest }) => octoKeyDigest !== null && sameDigest(octoKeyDigest, digest(octoKey)))
      : undefined;
  return printer && { printer, byKey: true };
}

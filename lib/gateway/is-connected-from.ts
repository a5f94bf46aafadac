import { liveLinks } from "@/lib/gateway/links/live-links";

/**
 * Where a printer is connected from. A plugin that does not know its octo_key is answered only on this address.
 * @returns the normalised address, or undefined when it is not connected to this process
 */
export function isConnectedFrom(publicId: string): { linkId: string; address: string } | undefined {
  const link = liveLinks().get(publicId);
  return link && { linkId: link.linkId, address: link.address };
}

import { liveLinks } from "@/lib/gateway/links/live-links";
import { UNLINKED } from "@/lib/octostream/close-reasons";

/**
 * Tells a printer that it has no owner any more: its connection ends, and its program learns from the next handshake
 * that it needs a code (docs/printer-protocol.md#34-reply-and-waiting). Our connector comes back at once. Other servers
 * hear of the change themselves, and tell theirs.
 */
export function unlinkPrinter(publicId: string): void {
  liveLinks().get(publicId)?.end(UNLINKED);
}

import { seconds } from "@/lib/clock";
import { askForPicture, LARGEST_PICTURE } from "@/lib/gateway/agents/pictures";
import { askPrinter } from "@/lib/gateway/ask-printer";
import { liveLinks } from "@/lib/gateway/links/live-links";

/**
 * Asks a printer for a picture of its webcam (docs/printer-protocol.md#47-commands).
 * @returns unchecked bytes; undefined without one
 */
export async function takeSnapshot(publicId: string): Promise<Buffer | undefined> {
  if (liveLinks().get(publicId)?.agent) return askForPicture(publicId);
  const answer = await askPrinter(publicId, {
    method: "GET",
    url: "/octoeverywhere-command-api/webcam/snapshot",
    patienceMs: seconds(8),
    longest: LARGEST_PICTURE,
  });
  return answer.ok && answer.status === 200 && answer.body.length > 0 ? answer.body : undefined;
}
